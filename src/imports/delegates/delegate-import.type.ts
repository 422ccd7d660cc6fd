import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { MeetingType } from '../../meetings/meeting.type.js';
import { DateTimeScalar, LocalDateTimeScalar } from '../../platform/graphql/scalars.js';
import { UserError } from '../../platform/graphql/user-errors.js';
import { PartnerType, PersonType } from '../../projects/project.type.js';
import { ImportProblemType } from '../agenda-import.type.js';
import { ImportState } from '../file-import.entity.js';

@ObjectType('ImportedDelegate', { description: 'Somebody of a list as he would be named.' })
export class ImportedDelegateType {
  @Field(() => Int, { description: 'Where the file has him.' })
  row!: number;

  @Field(() => String, { nullable: true, description: 'null: the file has none that can be taken.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Likewise.' })
  email!: string | null;

  @Field({ description: 'Of his mails; where the file has none, that of whoever sent it.' })
  language!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the partner that sends him; null: none is found.',
  })
  partner!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: "On the wall of the meeting's zone." })
  arrivesAtLocal!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'Likewise.' })
  leavesAtLocal!: string | null;

  @Field(() => Boolean, {
    description: 'Whether he comes, or is asked, already; then nothing of him is changed.',
  })
  isRegistered!: boolean;
}

@ObjectType('DelegateImport', {
  description:
    'A list of people whom partners send to a meeting, as a file. Whoever has sent it sees it, and the lead partner.',
})
export class DelegateImportType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field({ description: 'As its sender called it.' })
  fileName!: string;

  @Field(() => Int, { description: 'In bytes, as announced.' })
  size!: number;

  @Field(() => ImportState, { description: 'How far it is.' })
  state!: ImportState;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was read, or rejected.' })
  finishedAt!: DateTime | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its people were named.' })
  acceptedAt!: DateTime | null;

  @Field(() => PersonType, { nullable: true, description: 'Who asked for it.' })
  requestedBy!: PersonType | null;

  @Field(() => MeetingType, { nullable: true, description: 'To which meeting they are sent.' })
  meeting!: MeetingType | null;

  @Field(() => PartnerType, { nullable: true, description: 'Who sends them all; null: each row says who.' })
  partner!: PartnerType | null;

  @Field(() => [ImportProblemType], {
    nullable: true,
    description:
      'All that is wrong or to be looked at, by row; at most 500. Compared with the meeting as it was then; empty once they are named. null only for a token without READ_PERSONAL.',
  })
  problems!: ImportProblemType[] | null;

  @Field(() => [ImportedDelegateType], {
    nullable: true,
    description:
      'Whom it would name, in the order of the file; empty once they are named. null only for a token without READ_PERSONAL.',
  })
  delegates!: ImportedDelegateType[] | null;
}

@ObjectType({ description: 'Answer to requestDelegateImport.' })
export class DelegateImportUploadPayload {
  @Field(() => DelegateImportType, { nullable: true, description: 'The import, before its first byte.' })
  delegateImport?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Where its bytes go, by tus 1.0.0: PATCH, and HEAD to learn how far it is. For whoever asked alone.',
  })
  uploadUrl?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer to acceptDelegateImport.' })
export class DelegateImportPayload {
  @Field(() => DelegateImportType, { nullable: true, description: 'As it is now.' })
  delegateImport?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
