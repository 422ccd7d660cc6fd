import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import type { Relation } from 'typeorm';
import { MeetingType } from '../meetings/meeting.type.js';
import { EmailState } from '../platform/email/email.entity.js';
import { connectionType } from '../platform/graphql/connection-type.js';
import { DateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PartnerType, PersonType } from '../projects/project.type.js';

registerEnumType(EmailState, {
  name: 'EmailState',
  description: 'What became of a mail.',
  valuesMap: {
    QUEUED: { description: 'It waits, for its first try or for the next one.' },
    HELD: { description: 'Somebody wants to look at it first: it waits for sendMail or discardMail.' },
    SENDING: { description: 'It is being sent.' },
    SENT: { description: 'The mail server took it.' },
    BOUNCED: {
      description: 'The mail server took it, and one further on reported that it cannot be delivered.',
    },
    FAILED: { description: 'Refused for good, or not taken for five days; it is not tried again.' },
    EXPIRED: { description: 'What it tells of was over before the mail server took it; it is not sent.' },
    DISCARDED: {
      description:
        'Not sent: discarded by whoever organises, too many of its kind had come from this project in 24 hours, what it asks for is done, its recipient wants none of its kind, or a restored copy was let send mail without it.',
    },
  },
});

@ObjectType('Email', { description: 'A mail of a project to one person.' })
export class EmailType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateMail as expectedVersion.' })
  version!: number;

  @Field({ description: 'Of what it tells, such as `delegates.named` or `material.reminded`.' })
  kind!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "In its recipient's language; null where it is about a meeting that the viewer does not see.",
  })
  subject!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What it says, without the reason for it at its end; links are placeholders, which work only in the mail. For the lead partner, and the host of the meeting that it is about; null as well for a token without READ_PERSONAL.',
  })
  text!: string | null;

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
    description:
      "What a mail server said last, or one further on reported; only for whoever sees the person's address.",
  })
  smtpAnswer!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was written, or let out again.' })
  queuedAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the mail server took it.' })
  sentAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'From when on it is of no use, such as the end of the meeting; null: never.',
  })
  expiresAt!: DateTime | null;

  @Field(() => EmailType, { nullable: true, description: 'Which mail was sent once more with this one.' })
  resendOf!: Relation<EmailType> | null;

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

@ObjectType({ description: 'Answer of mutations of a mail.' })
export class MailPayload {
  @Field(() => EmailType, { nullable: true, description: 'As it is now; of resendMail, the new one.' })
  mail?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to sendHeldMails.' })
export class MailsPayload {
  @Field(() => [EmailType], { description: 'Those that leave now.' })
  mails?: string[];

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
