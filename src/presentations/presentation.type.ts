import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import type { Relation } from 'typeorm';
import { AgendaItemType } from '../agenda/agenda.type.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { DateTimeScalar, LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PartnerType, PersonType } from '../projects/project.type.js';
import { MaterialKind } from './material-request.entity.js';
import { PresentationState } from './presentation.entity.js';

/** Follows from the versions and the deadline (presentation.read.ts); not stored. */
enum MaterialState {
  MISSING = 'MISSING',
  SUBMITTED = 'SUBMITTED',
  LATE = 'LATE',
  ACCEPTED = 'ACCEPTED',
}

registerEnumType(MaterialKind, {
  name: 'MaterialKind',
  description: 'What a partner is asked for.',
  valuesMap: {
    PRESENTATION: { description: 'Slides for the meeting.' },
    BEST_PRACTICE_SHEET: { description: 'A good practice on one sheet.' },
    BIOGRAPHY: { description: 'A speaker in some sentences.' },
    WEB_PUBLICATION: { description: 'The text that the partner publishes on its own website.' },
    OTHER: { description: 'Something else; see title.' },
  },
});

registerEnumType(MaterialState, {
  name: 'MaterialState',
  description: 'Whether what was asked for is there.',
  valuesMap: {
    MISSING: { description: 'Nothing has been uploaded completely.' },
    SUBMITTED: { description: 'The first version came in time.' },
    LATE: { description: 'The first version came after the deadline.' },
    ACCEPTED: { description: 'The organisers have what they need.' },
  },
});

registerEnumType(PresentationState, {
  name: 'PresentationState',
  description: 'How far an upload is.',
  valuesMap: {
    OPEN: { description: 'Its bytes are not complete.' },
    DONE: { description: 'Complete, verified and stored.' },
    REJECTED: { description: 'Complete, and not accepted; see reason.' },
  },
});

@ObjectType('MaterialRequest', { description: 'What a partner owes for a meeting, and by when.' })
export class MaterialRequestType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { description: 'Raised by every change of the request itself.' })
  version!: number;

  @Field(() => MaterialKind, { description: 'What kind of thing; each partner is asked once for each kind.' })
  kind!: MaterialKind;

  @Field({ description: 'What is asked for, in the language of the request, else in English, else in any.' })
  title!: string;

  @Field(() => DateTimeScalar, { description: 'The instant of the deadline; what comes at it is in time.' })
  dueAt!: DateTime;

  @Field(() => LocalDateTimeScalar, {
    description: "What the clock shows at the deadline, in the meeting's zone.",
  })
  dueAtLocal!: string;

  @Field(() => MaterialState, { description: 'Whether it is there.' })
  state!: MaterialState;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the organisers accepted it.' })
  acceptedAt!: DateTime | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the partner was last reminded that it is missing.',
  })
  remindedAt!: DateTime | null;

  @Field(() => PartnerType, { nullable: true, description: 'Who owes it.' })
  partner!: PartnerType | null;

  @Field(() => MeetingType, { nullable: true, description: 'For which meeting.' })
  meeting!: MeetingType | null;

  @Field(() => AgendaItemType, {
    nullable: true,
    description: 'The line of the newest agenda release at which it is shown, if it is bound to one.',
  })
  agendaItem!: AgendaItemType | null;

  @Field(() => [PresentationType], {
    description: 'Its versions; for their uploader and the organisers also what is open or was rejected.',
  })
  presentations!: Relation<PresentationType>[];
}

@ObjectType('Presentation', { description: 'An upload that answers a request; once it is done, a version.' })
export class PresentationType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Which version, from 1; null before it is done.' })
  number!: number | null;

  @Field({ description: 'As its uploader called it.' })
  fileName!: string;

  @Field(() => Int, { description: 'In bytes.' })
  size!: number;

  @Field(() => String, {
    nullable: true,
    description: 'Media type, found out by the content; null before it is done.',
  })
  type!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 of the content in lower-case hexadecimal; null before it is done.',
  })
  sha256!: string | null;

  @Field(() => PersonType, { nullable: true, description: 'Who uploaded it.' })
  uploadedBy!: PersonType | null;

  @Field(() => DateTimeScalar, { description: 'When the upload was asked for.' })
  requestedAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done, or rejected.' })
  finishedAt!: DateTime | null;

  @Field(() => PresentationState, { description: 'How far it is.' })
  state!: PresentationState;

  @Field(() => String, {
    nullable: true,
    description: 'Why it was rejected: TYPE, EMPTY, MACROS, ZIP_BOMB or DAMAGED.',
  })
  reason!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where it is downloaded, as a path of this server; null before it is done.',
  })
  downloadUrl!: string | null;

  @Field(() => MaterialRequestType, { nullable: true, description: 'What it answers.' })
  request!: Relation<MaterialRequestType> | null;
}

@ObjectType({ description: 'Answer of mutations of a material request.' })
export class MaterialRequestPayload {
  @Field(() => MaterialRequestType, { nullable: true, description: 'As it is now.' })
  materialRequest?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of mutations of several material requests.' })
export class MaterialRequestsPayload {
  @Field(() => [MaterialRequestType], { description: 'Those that were meant, as they are now.' })
  materialRequests?: string[];

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to requestUpload.' })
export class UploadPayload {
  @Field(() => PresentationType, { nullable: true, description: 'The upload, before its first byte.' })
  presentation?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Where its bytes go, by tus 1.0.0: PATCH, and HEAD to learn how far it is. For whoever asked alone.',
  })
  uploadUrl?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
