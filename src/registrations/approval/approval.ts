import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import type { Meeting } from '../../meetings/meeting.entity.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import { Project } from '../../projects/project.entity.js';
import { type Registration, RegistrationState } from '../registration.entity.js';

type Decided = Pick<Registration, 'approvedAt' | 'refusedAt'>;

/** Who says yes, and where. */
export interface Yes {
  /** Whether he organises the meeting: then his yes is the approval as well. */
  readonly isOrganiser: boolean;
  /** `Project.approvesRegistrations`. */
  readonly isDecided: boolean;
  readonly at: DateTime;
}

const UNDECIDED = { approvedAt: null, refusedAt: null, refusalReason: null };

/** Whether those who organise a meeting say who comes. */
export const isDecided = (
  manager: EntityManager,
  { projectId }: Pick<Meeting, 'projectId'>,
): Promise<boolean> => manager.existsBy(Project, { id: projectId, approvesRegistrations: true });

/** What whoever organises the meeting says by naming somebody, or saying yes for him. */
export const decidedBy = (isOrganiser: boolean, at: DateTime) =>
  isOrganiser ? { ...UNDECIDED, approvedAt: at } : UNDECIDED;

/**
 * What a yes comes to.
 * @param before what was decided of him until now; null: nothing
 * @throws DomainError REFUSED where those who organise have said no, and nobody has named him since
 */
export function stateOfYes(
  { isOrganiser, isDecided, at }: Yes,
  before: Decided | null,
  field: readonly string[],
): Pick<Registration, 'state'> & Partial<Registration> {
  if (isOrganiser) return { state: RegistrationState.CONFIRMED, ...decidedBy(true, at) };
  if (before?.refusedAt) throw new DomainError(UserErrorCode.REFUSED, field);
  const isWaiting = isDecided && !before?.approvedAt;
  return { state: isWaiting ? RegistrationState.PENDING : RegistrationState.CONFIRMED };
}
