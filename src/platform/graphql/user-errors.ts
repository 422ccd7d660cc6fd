import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { ChangeType } from '../events/change.type.js';

/** Why something that the viewer asked for was not done; stable, so that a client can act on it. */
export enum UserErrorCode {
  INVALID = 'INVALID',
  END_BEFORE_START = 'END_BEFORE_START',
  UNKNOWN_COUNTRY = 'UNKNOWN_COUNTRY',
  ONLINE_COUNTRY = 'ONLINE_COUNTRY',
  DUPLICATE = 'DUPLICATE',
  CONFLICT = 'CONFLICT',
  FORBIDDEN = 'FORBIDDEN',
  CODE_REFUSED = 'CODE_REFUSED',
  KEY_REUSED = 'KEY_REUSED',
  ALREADY_MADE = 'ALREADY_MADE',
  UNKNOWN_TIME_ZONE = 'UNKNOWN_TIME_ZONE',
  NONEXISTENT_TIME = 'NONEXISTENT_TIME',
  AMBIGUOUS_TIME = 'AMBIGUOUS_TIME',
  OUTSIDE_MEETING = 'OUTSIDE_MEETING',
  OUTSIDE_PARENT = 'OUTSIDE_PARENT',
  NOTHING_TO_PUBLISH = 'NOTHING_TO_PUBLISH',
  WRONG_STATE = 'WRONG_STATE',
  CLOSED = 'CLOSED',
  NOT_INVITED = 'NOT_INVITED',
  NO_SEATS = 'NO_SEATS',
  NOT_ASKED = 'NOT_ASKED',
  ANSWER_REQUIRED = 'ANSWER_REQUIRED',
  ALREADY_REGISTERED = 'ALREADY_REGISTERED',
  NOT_COMING = 'NOT_COMING',
  NOT_CHECKED_IN = 'NOT_CHECKED_IN',
  NOT_TODAY = 'NOT_TODAY',
  TOO_FEW_PLACES = 'TOO_FEW_PLACES',
  LAST_COORDINATOR = 'LAST_COORDINATOR',
  NO_SIGN_UP = 'NO_SIGN_UP',
  PLACE_AT_SAME_TIME = 'PLACE_AT_SAME_TIME',
  OFFER_OVER = 'OFFER_OVER',
  NOT_PUBLISHED = 'NOT_PUBLISHED',
  HAS_ATTENDANCE = 'HAS_ATTENDANCE',
  NOT_BEGUN = 'NOT_BEGUN',
  PLANNED = 'PLANNED',
  ROOM_TAKEN = 'ROOM_TAKEN',
  IN_USE = 'IN_USE',
  FILE_TYPE = 'FILE_TYPE',
  FILE_TOO_LARGE = 'FILE_TOO_LARGE',
  MATERIAL_MISSING = 'MATERIAL_MISSING',
  MAY_NOT_CREATE_PROJECTS = 'MAY_NOT_CREATE_PROJECTS',
  OF_ANOTHER_PARTNER = 'OF_ANOTHER_PARTNER',
  MAIL_HELD = 'MAIL_HELD',
  TOO_MANY_TOKENS = 'TOO_MANY_TOKENS',
  TOO_MANY_UPLOADS = 'TOO_MANY_UPLOADS',
  IMPORT_TYPE = 'IMPORT_TYPE',
  LIST_TYPE = 'LIST_TYPE',
  IMPORT_UNREAD = 'IMPORT_UNREAD',
  IMPORT_HAS_ERRORS = 'IMPORT_HAS_ERRORS',
  IMPORT_HAS_WARNINGS = 'IMPORT_HAS_WARNINGS',
  IMPORT_OUTDATED = 'IMPORT_OUTDATED',
  DRAFT_NOT_EMPTY = 'DRAFT_NOT_EMPTY',
  TOO_MANY_ITEMS = 'TOO_MANY_ITEMS',
  TOO_MUCH_TEXT = 'TOO_MUCH_TEXT',
  IN_THE_PAST = 'IN_THE_PAST',
  POLL_ENDED = 'POLL_ENDED',
  ANSWER_MISSING = 'ANSWER_MISSING',
  LAST_OPTION = 'LAST_OPTION',
  QUORUM_TOO_LARGE = 'QUORUM_TOO_LARGE',
  HOST_NOT_ASKED = 'HOST_NOT_ASKED',
  HOST_CANNOT = 'HOST_CANNOT',
  NOBODY_CAN = 'NOBODY_CAN',
  NO_QUORUM = 'NO_QUORUM',
  ALREADY_CHOSEN = 'ALREADY_CHOSEN',
  FOLLOWS_TRAVEL = 'FOLLOWS_TRAVEL',
  TOO_MUCH_TRAVEL = 'TOO_MUCH_TRAVEL',
  MAIL_STATE = 'MAIL_STATE',
  TOO_MANY_MAILS = 'TOO_MANY_MAILS',
  NO_ADDRESS = 'NO_ADDRESS',
  AWAITS_APPROVAL = 'AWAITS_APPROVAL',
  REFUSED = 'REFUSED',
}

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'Why something was not done.',
  valuesMap: {
    INVALID: { description: 'A value is malformed, too long, or missing.' },
    END_BEFORE_START: { description: 'An end lies before its start.' },
    UNKNOWN_COUNTRY: { description: 'The code is not one of ISO 3166-1 alpha-2.' },
    ONLINE_COUNTRY: { description: 'A meeting on screens has no country.' },
    DUPLICATE: { description: 'There is one already.' },
    CONFLICT: { description: 'It was changed since it was read. The payload has it as it is now.' },
    FORBIDDEN: { description: 'Others may do this, the viewer may not.' },
    KEY_REUSED: { description: 'The idempotencyKey came with another input before.' },
    ALREADY_MADE: {
      description:
        'This idempotencyKey made it before, and its secret was told then only. The payload has which.',
    },
    UNKNOWN_TIME_ZONE: { description: 'The name is not one of the IANA time zone database.' },
    NONEXISTENT_TIME: { description: 'The clock is put forward over this wall time.' },
    AMBIGUOUS_TIME: { description: 'The clock is put back over this wall time, so it comes twice.' },
    OUTSIDE_MEETING: { description: 'A time lies outside the days of the meeting.' },
    OUTSIDE_PARENT: { description: 'A time lies outside the agenda item that this one is part of.' },
    NOTHING_TO_PUBLISH: { description: 'The draft agenda has no line.' },
    WRONG_STATE: { description: 'The meeting is not in the state for this step.' },
    CLOSED: { description: 'The meeting, or its registration, is closed.' },
    NOT_INVITED: { description: 'The partner is not invited to the meeting.' },
    NO_SEATS: { description: 'All seats of the partner are taken.' },
    NOT_ASKED: { description: 'The project, or the form of the meeting, does not ask this.' },
    ANSWER_REQUIRED: { description: 'A question of the form must be answered.' },
    ALREADY_REGISTERED: { description: 'The person is registered for the meeting already.' },
    NOT_COMING: { description: 'The person has not confirmed, or does not come.' },
    AWAITS_APPROVAL: {
      description: 'Those who organise the meeting have not agreed yet that the person comes.',
    },
    REFUSED: { description: 'Those who organise the meeting have said that the person does not come.' },
    NOT_CHECKED_IN: { description: 'The person has not come.' },
    NOT_TODAY: { description: 'People check in by themselves on the day only.' },
    TOO_FEW_PLACES: { description: 'More people have a place than there would be.' },
    LAST_COORDINATOR: { description: 'Nobody would be left to run the project.' },
    PLACE_AT_SAME_TIME: {
      description: 'The person has a place at the same time, which was not given up in this step.',
    },
    OFFER_OVER: { description: 'No place is offered, or not any more.' },
    NO_SIGN_UP: { description: 'This agenda item has no places to take.' },
    NOT_PUBLISHED: { description: 'The agenda item is in the draft only.' },
    HAS_ATTENDANCE: { description: 'People were checked in there.' },
    NOT_BEGUN: { description: 'It has not taken place yet, or its record was not begun.' },
    PLANNED: { description: 'It was planned, so it stays on the record.' },
    ROOM_TAKEN: { description: 'Another agenda item has the room at this time, which is kept for one.' },
    IN_USE: { description: 'Something else still refers to it.' },
    FILE_TYPE: { description: 'Files of this type are not accepted.' },
    FILE_TOO_LARGE: { description: 'The file is larger than is accepted.' },
    MATERIAL_MISSING: { description: 'Nothing has been uploaded for the request.' },
    MAY_NOT_CREATE_PROJECTS: { description: 'The viewer leads no project and was not let in to begin one.' },
    OF_ANOTHER_PARTNER: { description: 'The person belongs to another partner of the project.' },
    MAIL_HELD: { description: 'This is a restored copy, which sends no mail yet; whatever the address.' },
    TOO_MANY_TOKENS: { description: 'The viewer has as many API tokens in force as one may have.' },
    TOO_MANY_UPLOADS: { description: 'The viewer has begun as many unfinished uploads as one may have.' },
    LIST_TYPE: { description: 'Lists of people are imported from CSV and XLSX.' },
    IMPORT_TYPE: { description: 'Agendas are imported from JSON, CSV and XLSX.' },
    IMPORT_UNREAD: { description: 'The bytes of the file are still to come.' },
    IMPORT_HAS_ERRORS: { description: 'The file has errors; the import lists them.' },
    IMPORT_HAS_WARNINGS: {
      description: 'The file has warnings that were not accepted; the import lists them.',
    },
    IMPORT_OUTDATED: {
      description: 'The meeting has changed since the file was checked. The payload has the new check.',
    },
    DRAFT_NOT_EMPTY: {
      description: 'The draft has lines already, and the file was not to come beside them.',
    },
    TOO_MANY_ITEMS: {
      description:
        'There would be more than are listed: lines or parts of an agenda, items that wait, or rooms of a meeting.',
    },
    TOO_MUCH_TEXT: {
      description:
        'All titles and descriptions of an agenda together would have more characters than are taken.',
    },
    IN_THE_PAST: { description: 'A date or a deadline lies in the past.' },
    POLL_ENDED: {
      description: 'The deadline of the date poll has passed, a date is chosen, or it was given up.',
    },
    ANSWER_MISSING: { description: 'Not every date of the poll is answered.' },
    LAST_OPTION: { description: 'The date poll would ask about no date at all.' },
    QUORUM_TOO_LARGE: { description: 'More partners would have to come than are asked.' },
    HOST_NOT_ASKED: { description: 'The host is not among the partners that are asked.' },
    HOST_CANNOT: { description: 'The host cannot come on that date, or has not answered.' },
    NOBODY_CAN: { description: 'No partner can come on that date.' },
    NO_QUORUM: {
      description: 'Fewer partners can come than the poll asks for, and nobody has confirmed it.',
    },
    ALREADY_CHOSEN: { description: 'Another date of the poll was chosen.' },
    FOLLOWS_TRAVEL: {
      description: 'It follows from how the person travels, which is to be changed instead.',
    },
    TOO_MUCH_TRAVEL: { description: 'There would be more legs or hotel stays than one list shows.' },
    MAIL_STATE: {
      description: 'The mail is not in the state for this: it is on its way, sent, discarded or over.',
    },
    TOO_MANY_MAILS: { description: 'The person was sent this mail as often as may be in 24 hours.' },
    NO_ADDRESS: { description: 'The person has no address, or no account any more.' },
    CODE_REFUSED: { description: 'A sign-in code or link that is wrong, used, or older than ten minutes.' },
  },
});

/** A failure that the viewer can do something about, on its way out as `userErrors`. */
@ObjectType('UserError', { description: 'A failure that whoever asked can do something about.' })
export class UserError {
  @Field(() => UserErrorCode, { description: 'Stable code.' })
  code!: UserErrorCode;

  @Field({ description: 'What is wrong and what to do, in the language of the request.' })
  message!: string;

  @Field(() => [String], { nullable: true, description: 'Path of the argument, such as ["input", "slug"].' })
  field?: string[];

  /** Ids of events, which are read as payloads are. */
  @Field(() => [ChangeType], {
    description:
      'Of CONFLICT: the edits and answers since, the last of them last; at most 100. Else empty; what raised the version ' +
      'otherwise, such as a check-in, is not among them, but the payload has the row as it is now.',
  })
  changes?: string[];
}

/** Thrown by services, so that the transaction rolls back; `failuresAsData` makes it a `UserError`. */
export class DomainError extends Error {
  constructor(
    readonly code: UserErrorCode,
    readonly field?: readonly string[],
    /** Values that the message names. */
    readonly values: Readonly<Record<string, string | number>> = {},
    /** The row that the payload carries all the same, as it is now. */
    readonly rowId?: string,
  ) {
    super(code);
  }
}

/** Somebody was faster. */
export class Conflict extends DomainError {
  /** Events of what was done to it since it was read. */
  readonly changeIds: readonly string[];

  constructor(
    field: readonly string[],
    { version, rowId, changeIds }: { version: number; rowId: string; changeIds: readonly string[] },
  ) {
    super(UserErrorCode.CONFLICT, field, { version }, rowId);
    this.changeIds = changeIds;
  }
}

/** @throws DomainError FORBIDDEN at this path */
export function ensure(allowed: boolean, field: readonly string[]): void {
  if (!allowed) throw new DomainError(UserErrorCode.FORBIDDEN, field);
}
