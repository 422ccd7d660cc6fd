import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { DateTime } from 'luxon';
import { Person } from '../accounts/person.entity.js';
import { InstantColumn } from '../platform/database/columns.js';
import type { MailTopic } from './mail-topic.js';

/** A topic of which a person wants no mails. */
@Entity()
export class UnwantedMail {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'unwanted_mail_pkey' })
  @ForeignKey(() => Person, { name: 'unwanted_mail_person_fkey', onDelete: 'CASCADE' })
  personId!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'unwanted_mail_pkey' })
  topic!: MailTopic;

  @InstantColumn()
  since!: DateTime;
}
