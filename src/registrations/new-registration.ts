import type { DateTime } from 'luxon';
import { type EntityManager, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Meeting, MeetingState } from '../meetings/meeting.entity.js';
import { canOrganise } from '../meetings/meeting.policy.js';
import type { Viewer } from '../platform/access/viewer.js';
import { defined } from '../platform/database/columns.js';
import { meaning } from '../platform/database/violations.js';
import { type Consequences, Occasion } from '../platform/events/consequences.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { decidedBy } from './approval/approval.js';
import { forgetFormAnswers } from './forms/save-form-answers.js';
import { forgetNeeds } from './needs/save-needs.js';
import { meaningOfDetails, meaningOfSeats } from './registration-details.js';
import {
  AttendanceMode,
  Registration,
  RegistrationKind,
  RegistrationOrigin,
  RegistrationState,
} from './registration.entity.js';

/** Organisers may still register people when others no longer can. */
export function ensureOpen(viewer: Viewer, meeting: Meeting, field: readonly string[]): void {
  const { state } = meeting;
  const isOpen =
    state === MeetingState.OPEN || (state === MeetingState.ANNOUNCED && canOrganise(viewer, meeting));
  if (!isOpen) throw new DomainError(UserErrorCode.CLOSED, field);
}

/** What somebody told one partner's coordinator about himself is not for that of another one who names him later. */
export const FORGOTTEN = new Occasion('registration.forgotten');

/** When he comes and leaves; what whoever names him does not know is left out, and stays. */
export interface Stay {
  readonly arrivesAtLocal?: string | undefined;
  readonly leavesAtLocal?: string | undefined;
}

interface Asked {
  /** Who asks him. */
  readonly viewer: Viewer;
  readonly meeting: Meeting;
  readonly personId: string;
  readonly partnerId: string;
  readonly at: DateTime;
  readonly stay?: Stay;
}

/** On a seat of his partner; whoever does this tells him. Returns the id of his registration. */
export async function ask(
  manager: EntityManager,
  consequences: Consequences,
  asked: Asked,
  paths: Paths,
): Promise<string> {
  await forgetAnswers(manager, consequences, asked);
  const { viewer, meeting, personId, partnerId, at, stay = {} } = asked;
  const meetingId = meeting.id;
  const row = { id: uuidv7(), meetingId, personId, partnerId, kind: RegistrationKind.DELEGATE };
  const named = { state: RegistrationState.INVITED, origin: RegistrationOrigin.NAMED, answeredAt: null };
  const decided = decidedBy(canOrganise(viewer, meeting), at);
  const made = { ...row, ...named, ...decided, ...defined(stay), registeredAt: at };
  return insertOrRevive(manager, made, paths);
}

/**
 * One registration per person and meeting. Who said no may be named or come again; who is asked and registers by
 * himself has answered. The trigger takes the seat.
 */
export async function insertOrRevive(
  manager: EntityManager,
  row: NewRegistration,
  paths: Paths,
): Promise<string> {
  const meanings = {
    registration_once: () => new DomainError(UserErrorCode.ALREADY_REGISTERED, paths.person),
    ...meaningOfSeats(paths.partner),
    ...meaningOfDetails(paths.country ?? [], row.residenceCountryCode),
  };
  const { id, origin, approvedAt, registeredAt: _registeredAt, meetingId, personId, ...changes } = row;
  const isYes = row.state !== RegistrationState.INVITED;
  const from = isYes ? ['INVITED', 'DECLINED', 'WITHDRAWN'] : ['DECLINED', 'WITHDRAWN'];
  const revive = manager
    .createQueryBuilder()
    .update(Registration)
    .set({
      ...changes,
      approvedAt: approvedAt ?? STAYS_APPROVED,
      ...(origin === RegistrationOrigin.NAMED && { origin: NO_LONGER_SPEAKS }),
      replacedById: null,
      tentativeAt: null,
      version: () => 'version + 1',
    })
    .where('meeting_id = :meetingId and person_id = :personId', { meetingId, personId })
    .andWhere(`(state = any(:from) or ${SPEAKS_WITHOUT_SEAT})`, { from })
    .returning('id')
    .execute();
  const revived = ((await meaning(meanings, revive)).raw as { id: string }[])[0];
  if (revived) return revived.id;
  await meaning(meanings, manager.insert(Registration, row));
  return id;
}

/** Whoever was put on the agenda was approved by that; a seat takes nothing from him. */
const STAYS_APPROVED = () => "case when state = 'INVITED' then approved_at end";
/** Who said no to speaking comes for another reason. */
const NO_LONGER_SPEAKS = () =>
  `case when origin = 'AGENDA' and state <> 'INVITED' then 'NAMED' else origin end`;
const SPEAKS_WITHOUT_SEAT = "state = 'INVITED' and origin = 'AGENDA' and kind = 'SPEAKER'";

/** Who said no, before or after a yes, and who is asked to speak and has no seat: as `insertOrRevive` finds them. */
export const mayBeNamed = ({
  state,
  origin,
  kind,
}: Pick<Registration, 'state' | 'origin' | 'kind'>): boolean =>
  GONE.includes(state) ||
  (state === RegistrationState.INVITED &&
    origin === RegistrationOrigin.AGENDA &&
    kind === RegistrationKind.SPEAKER);

/** Where in the input it stands who comes, who sends him, and where he lives. */
interface Paths {
  readonly person: readonly string[];
  readonly partner: readonly string[];
  readonly country?: readonly string[];
}

async function forgetAnswers(
  manager: EntityManager,
  consequences: Consequences,
  { viewer, meeting, personId, partnerId, at }: Asked,
): Promise<void> {
  const meetingId = meeting.id;
  const before = await manager.findOneBy(Registration, { meetingId, personId, partnerId: Not(partnerId) });
  if (!before || !GONE.includes(before.state)) return;
  await consequences.follow(manager, viewer, FORGOTTEN, before.id);
  const nothing = {
    mode: AttendanceMode.IN_PERSON,
    residenceTown: null,
    residenceCountryCode: null,
    gender: null,
    ageBand: null,
    languages: [],
    photoConsent: null,
    arrivesAtLocal: null,
    leavesAtLocal: null,
  };
  await manager.update(Registration, { id: before.id }, nothing);
  await forgetNeeds(manager, { viewer, at }, before.id);
  await forgetFormAnswers(manager, before.id);
}

const GONE: readonly RegistrationState[] = [RegistrationState.DECLINED, RegistrationState.WITHDRAWN];

type NewRegistration = Pick<
  Registration,
  'id' | 'meetingId' | 'personId' | 'partnerId' | 'kind' | 'state' | 'origin' | 'registeredAt' | 'answeredAt'
> &
  Partial<Registration>;
