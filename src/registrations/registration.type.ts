import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { MeetingType } from '../meetings/meeting.type.js';
import { connectionType } from '../platform/graphql/connection-type.js';
import { DateTimeScalar, LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { CountryType, PartnerType, PersonType } from '../projects/project.type.js';
import { ConsentType, NeedsType } from './needs/needs.type.js';
import {
  AgeBand,
  AttendanceMode,
  Gender,
  RegistrationKind,
  RegistrationOrigin,
  RegistrationState,
} from './registration.entity.js';

registerEnumType(RegistrationKind, {
  name: 'RegistrationKind',
  description: 'As what a person comes.',
  valuesMap: {
    DELEGATE: { description: 'Sent by a partner, on one of its seats.' },
    LOCAL: { description: 'From the place of the meeting; often without an account.' },
    SPEAKER: { description: 'Speaks; on no seat of a partner.' },
    STAFF: { description: 'Works at the meeting; never counted.' },
    ACCOMPANYING: { description: 'Travels along: family, interpreter, driver; never counted.' },
  },
});

registerEnumType(RegistrationState, {
  name: 'RegistrationState',
  description: 'Whether a person comes.',
  valuesMap: {
    INVITED: { description: 'Named by the coordinator, or put on the agenda; has not answered.' },
    PENDING: { description: 'Said yes, and waits until those who organise the meeting agree.' },
    CONFIRMED: { description: 'Comes.' },
    DECLINED: { description: 'Said no, or was refused.' },
    WITHDRAWN: { description: 'Said no after a yes.' },
  },
});

registerEnumType(RegistrationOrigin, {
  name: 'RegistrationOrigin',
  description: 'Who made a registration.',
  valuesMap: {
    NAMED: { description: 'The coordinator named a delegate.' },
    SELF: { description: 'The person registered.' },
    WALK_IN: { description: 'The desk, when the person came.' },
    AGENDA: { description: 'A release of the agenda, by which he speaks.' },
  },
});

registerEnumType(AttendanceMode, {
  name: 'AttendanceMode',
  description: 'Where somebody takes part.',
  valuesMap: { IN_PERSON: { description: 'In the room.' }, REMOTE: { description: 'On a screen.' } },
});

registerEnumType(Gender, {
  name: 'Gender',
  description: 'Only where the project asks; nobody must answer.',
  valuesMap: {
    FEMALE: { description: 'Woman or girl.' },
    MALE: { description: 'Man or boy.' },
    OTHER: { description: 'Neither of the two.' },
  },
});

registerEnumType(AgeBand, {
  name: 'AgeBand',
  description: 'Only where the project asks; nobody must answer.',
  valuesMap: {
    UNDER_18: { description: 'Up to 17.' },
    FROM_18_TO_30: { description: '18 to 30.' },
    FROM_31_TO_64: { description: '31 to 64.' },
    FROM_65: { description: '65 and older.' },
  },
});

@ObjectType('Registration', { description: 'A person comes to a meeting, or said no.' })
export class RegistrationType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Goes into updateRegistration as expectedVersion.' })
  version!: number;

  @Field(() => RegistrationKind, { description: 'As what he comes.' })
  kind!: RegistrationKind;

  @Field(() => RegistrationState, { description: 'Whether he comes.' })
  state!: RegistrationState;

  @Field(() => RegistrationOrigin, { description: 'Who made it.' })
  origin!: RegistrationOrigin;

  @Field(() => AttendanceMode, {
    description: 'Where he means to take part; his choice where the meeting is HYBRID.',
  })
  mode!: AttendanceMode;

  @Field(() => String, {
    nullable: true,
    description: 'Town that he is counted under; null: that of his partner.',
  })
  residenceTown!: string | null;

  @Field(() => CountryType, { nullable: true, description: 'Likewise his country.' })
  residenceCountry!: CountryType | null;

  @Field(() => Gender, { nullable: true, description: 'For himself, his coordinator and the organisers.' })
  gender!: Gender | null;

  @Field(() => AgeBand, { nullable: true, description: 'For himself, his coordinator and the organisers.' })
  ageBand!: AgeBand | null;

  @Field(() => [String], {
    description: 'Languages that he speaks, ISO 639, the best first; none: not told.',
  })
  languages!: string[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether photos of him may be published; null: not asked yet.',
  })
  photoConsent!: boolean | null;

  @Field(() => NeedsType, { nullable: true, description: 'For himself and the organisers.' })
  needs!: NeedsType | null;

  @Field(() => [ConsentType], {
    nullable: true,
    description: 'What he agreed to with his answers, the oldest first. For himself and the organisers.',
  })
  consents!: ConsentType[] | null;

  @Field(() => LocalDateTimeScalar, {
    nullable: true,
    description: 'When he comes to where the meeting is, in its zone; null: not told.',
  })
  arrivesAtLocal!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'When he leaves again; null: not told.' })
  leavesAtLocal!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  registeredAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When he said yes or no, last.' })
  answeredAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When his calendar answered that perhaps he comes; null: it did not, or he has said yes or no since.',
  })
  tentativeAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When those who organise the meeting agreed that he comes; null: not, or nobody had to.',
  })
  approvedAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When they said that he does not come; null: not since he was last named.',
  })
  refusedAt!: DateTime | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why. For himself, his coordinator and the organisers.',
  })
  refusalReason!: string | null;

  @Field(() => Int, {
    description: 'SEQUENCE of what his calendar is told; goes up with each change of that.',
  })
  calendarSequence!: number;

  @Field({
    description:
      'Whether the days of the meeting, or its zone, have changed since the answer, so that his calendar asks once more.',
  })
  answeredBeforeMove!: boolean;

  @Field(() => PersonType, { description: 'Who.' })
  person!: PersonType;

  @Field(() => PartnerType, { nullable: true, description: 'Which partner sends him.' })
  partner!: PartnerType | null;

  @Field(() => RegistrationType, {
    nullable: true,
    description: 'Who comes in his place; null where nobody does, or the viewer does not see him.',
  })
  replacedBy!: RegistrationType | null;

  @Field(() => [RegistrationType], { description: 'In whose places he comes.' })
  replaces!: RegistrationType[];

  @Field(() => MeetingType, { nullable: true, description: 'To which meeting.' })
  meeting!: MeetingType | null;
}

@ObjectType('RegistrationConnection', {
  description: 'A page of registrations, in the order they were made.',
})
export class RegistrationConnection extends connectionType(RegistrationType, {
  name: 'Registration',
  one: 'registration',
}) {}

@ObjectType({ description: 'Answer of mutations of a registration.' })
export class RegistrationPayload {
  @Field(() => RegistrationType, { nullable: true, description: 'As it is now.' })
  registration?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to nameDelegates.' })
export class RegistrationsPayload {
  @Field(() => [RegistrationType], { nullable: true, description: 'The registrations that were made.' })
  registrations?: string[];

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
