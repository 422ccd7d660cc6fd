import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { DateTime } from 'luxon';
import { AgendaItemKind } from '../agenda/agenda-item.entity.js';
import { MeetingType } from '../meetings/meeting.type.js';
import { DateTimeScalar, LocalDateTimeScalar } from '../platform/graphql/scalars.js';
import { UserError } from '../platform/graphql/user-errors.js';
import { PersonType } from '../projects/project.type.js';
import { ImportState } from './file-import.entity.js';

registerEnumType(ImportState, {
  name: 'ImportState',
  description: 'How far an import is.',
  valuesMap: {
    OPEN: { description: 'Its bytes are to come.' },
    CHECKED: { description: 'It was read; its problems are listed, and nothing of it is taken over yet.' },
    REJECTED: { description: 'It was not read; why is its only problem.' },
    ACCEPTED: { description: 'It is taken over.' },
  },
});

export enum ImportSeverity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
}

registerEnumType(ImportSeverity, {
  name: 'ImportSeverity',
  description: 'What a problem keeps from.',
  valuesMap: {
    ERROR: { description: 'Nothing is imported until the file is mended.' },
    WARNING: { description: 'To be looked at; who accepts it imports the file all the same.' },
  },
});

@ObjectType('ImportProblem', { description: 'Something in a file that is wrong, or to be looked at.' })
export class ImportProblemType {
  @Field(() => Int, {
    nullable: true,
    description:
      'As a spreadsheet numbers its rows, with the headings in row 1; in JSON, the how-manieth of the items. null: of the whole file.',
  })
  row!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Heading or key as the file has it; null: of the whole row.',
  })
  column!: string | null;

  @Field({ description: 'Stable code; docs/import.md lists them.' })
  code!: string;

  @Field(() => ImportSeverity, { description: 'Whether it keeps the file out.' })
  severity!: ImportSeverity;

  @Field({ description: 'What is wrong and what to do, in the language of the request.' })
  message!: string;
}

@ObjectType('ImportedItem', { description: 'A line as it would stand in the draft.' })
export class ImportedItemType {
  @Field(() => Int, { description: 'Where the file has it.' })
  row!: number;

  @Field(() => Int, { nullable: true, description: 'Of which line it is part.' })
  parentRow!: number | null;

  @Field(() => AgendaItemKind, { description: 'What happens.' })
  kind!: AgendaItemKind;

  @Field(() => String, { nullable: true, description: "The file's own word for it." })
  sourceKind!: string | null;

  @Field({ description: 'Empty where the file has none that can be taken.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'With the name of a room that the meeting does not have.',
  })
  description!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'null: it cannot be told.' })
  startsAtLocal!: string | null;

  @Field(() => LocalDateTimeScalar, { nullable: true, description: 'null: it cannot be told.' })
  endsAtLocal!: string | null;

  @Field(() => Boolean, { description: 'Whether the end does not stand in the file but follows from it.' })
  endIsInferred!: boolean;

  @Field(() => String, { nullable: true, description: 'Its own, or that of its day.' })
  place!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the room of the meeting.' })
  room!: string | null;

  @Field(() => Int, { nullable: true, description: 'How many can take part.' })
  capacity!: number | null;

  @Field(() => [String], { description: 'Names of people of the project who speak.' })
  speakers!: string[];

  @Field(() => [String], { description: 'Names of partners who answer for it.' })
  partners!: string[];

  @Field(() => [String], {
    description: 'Names of speakers that nobody has here, or several have; kept for organisers alone.',
  })
  unmatchedSpeakers!: string[];

  @Field(() => [String], { description: 'Likewise, of who is responsible.' })
  unmatchedPartners!: string[];
}

@ObjectType('ImportedCount', { description: 'A number of participants as it would be stated.' })
export class ImportedCountType {
  @Field({ description: 'Word for word.' })
  text!: string;

  @Field(() => Int, { nullable: true, description: 'The number.' })
  exact!: number | null;

  @Field(() => Int, { nullable: true, description: 'The bound, where the file has no number.' })
  atLeast!: number | null;

  @Field(() => String, { nullable: true, description: 'A partner, or a town; null: the whole meeting.' })
  of!: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2 code of the country of the town.' })
  country!: string | null;
}

@ObjectType('AgendaImport', { description: 'A file that is to come into the draft agenda of a meeting.' })
export class AgendaImportType {
  @Field(() => ID, { description: 'UUID.' })
  id!: string;

  @Field({ description: 'As its sender called it.' })
  fileName!: string;

  @Field(() => Int, { description: 'In bytes, as announced.' })
  size!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many minutes the last line of a day lasts where the file does not say; null: it must say.',
  })
  lastItemMinutes!: number | null;

  @Field(() => ImportState, { description: 'How far it is.' })
  state!: ImportState;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: DateTime;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was read, or rejected.' })
  finishedAt!: DateTime | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it came into the draft.' })
  acceptedAt!: DateTime | null;

  @Field(() => PersonType, { nullable: true, description: 'Who asked for it.' })
  requestedBy!: PersonType | null;

  @Field(() => MeetingType, { nullable: true, description: 'Into the draft of which meeting.' })
  meeting!: MeetingType | null;

  @Field(() => [ImportProblemType], {
    description:
      'All that is wrong or to be looked at, by row; at most 500. Compared with the meeting as it was then.',
  })
  problems!: ImportProblemType[];

  @Field(() => [ImportedItemType], { description: 'What it would bring, in the order of the file.' })
  items!: ImportedItemType[];

  @Field(() => [ImportedCountType], { description: 'Numbers of participants that it states.' })
  stated!: ImportedCountType[];
}

@ObjectType({ description: 'Answer to requestAgendaImport.' })
export class AgendaImportUploadPayload {
  @Field(() => AgendaImportType, { nullable: true, description: 'The import, before its first byte.' })
  agendaImport?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Where its bytes go, by tus 1.0.0: PATCH, and HEAD to learn how far it is. For whoever asked alone.',
  })
  uploadUrl?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}

@ObjectType({ description: 'Answer of mutations of an import.' })
export class AgendaImportPayload {
  @Field(() => AgendaImportType, { nullable: true, description: 'As it is now.' })
  agendaImport?: string;

  @Field(() => [UserError], { defaultValue: [], description: 'What to mend; empty when it was done.' })
  userErrors?: UserError[];
}
