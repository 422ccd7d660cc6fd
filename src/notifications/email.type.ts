import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { MeetingType } from '../meetings/meeting.type.js';
import { EmailState } from '../platform/email/email.entity.js';
import { connectionType } from '../platform/graphql/connection-type.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { PartnerType, PersonType } from '../projects/project.type.js';

registerEnumType(EmailState, {
  name: 'EmailState',
  description: 'What became of a mail.',
  valuesMap: {
    QUEUED: { description: 'It waits, for its first try or for the next one.' },
    SENDING: { description: 'It is being sent.' },
    SENT: { description: 'The mail server took it.' },
    FAILED: { description: 'Refused for good, or not taken for five days; it is not tried again.' },
    EXPIRED: { description: 'What it tells of was over before the mail server took it; it is not sent.' },
    DISCARDED: {
      description:
        'Not sent: too many of its kind had come from this project in 24 hours, what it asks for is done, or a restored copy was let send mail without it.',
    },
  },
});

@ObjectType('Email', { description: 'A mail of a project to one person; never what it says.' })
class EmailType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field({ description: 'Of what it tells, such as `delegates.named` or `material.reminded`.' })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "In its recipient's language; null where it is about a meeting that the viewer does not see.",
  })
  subject!: string | null;

  @Field(() => EmailState, { description: 'What became of it.' })
  state!: EmailState;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @Field({
    description:
      'Whether an attempt ended without an answer: the recipient may have it, or have it twice, with one Message-ID.',
  })
  uncertain!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Where it was sent; only for whoever sees the person's address.",
  })
  address!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "What the mail server said last; only for whoever sees the person's address.",
  })
  smtpAnswer!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was written.' })
  queuedAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the mail server took it.' })
  sentAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'From when on it is of no use, such as the end of the meeting; null: never.',
  })
  expiresAt!: DateTime | null;

  @Field(() => PersonType, {
    nullable: true,
    description: 'To whom; null where the viewer no longer sees him.',
  })
  person!: PersonType | null;

  @Field(() => PartnerType, {
    nullable: true,
    description: 'Of which partner he is, of several the first; null: of none any more.',
  })
  partner!: PartnerType | null;

  @Field(() => MeetingType, { nullable: true, description: 'About which meeting; null: about none.' })
  meeting!: MeetingType | null;
}

@ObjectType('EmailConnection', { description: 'A page of mails, in the order they were written.' })
export class EmailConnection extends connectionType(EmailType, { name: 'Email', one: 'mail' }) {}
