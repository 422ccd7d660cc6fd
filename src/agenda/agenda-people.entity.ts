import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { Person } from '../accounts/person.entity.js';
import { Partner } from '../projects/partner.entity.js';
import { AgendaItem } from './agenda-item.entity.js';

/** Who speaks at an item. */
@Entity()
@Index('agenda_item_speaker_by_person', ['personId'])
export class AgendaItemSpeaker {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_item_speaker_pkey' })
  @ForeignKey(() => AgendaItem, { name: 'agenda_item_speaker_item_fkey', onDelete: 'RESTRICT' })
  itemId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_item_speaker_pkey' })
  @ForeignKey(() => Person, { name: 'agenda_item_speaker_person_fkey', onDelete: 'RESTRICT' })
  personId!: string;
}

/** Which partners answer for an item. */
@Entity()
@Index('agenda_item_partner_by_partner', ['partnerId'])
export class AgendaItemPartner {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_item_partner_pkey' })
  @ForeignKey(() => AgendaItem, { name: 'agenda_item_partner_item_fkey', onDelete: 'RESTRICT' })
  itemId!: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'agenda_item_partner_pkey' })
  @ForeignKey(() => Partner, { name: 'agenda_item_partner_partner_fkey', onDelete: 'RESTRICT' })
  partnerId!: string;
}
