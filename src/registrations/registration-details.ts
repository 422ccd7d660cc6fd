import type { EntityManager } from 'typeorm';
import { toTheSecond } from '../meetings/meeting-times.js';
import { type Meeting, MeetingMode } from '../meetings/meeting.entity.js';
import { defined } from '../platform/database/columns.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { PersonalQuestion, Project } from '../projects/project.entity.js';
import type { NeedsInput } from './needs/needs.input.js';
import { Needs } from './needs.entity.js';
import { AttendanceMode, type Registration } from './registration.entity.js';
import type { RegistrationDetails } from './registration.input.js';

/**
 * The columns that these details set; what is left out stays.
 * @throws DomainError NOT_ASKED for an answer to a question that the project does not ask, INVALID for a mode that the
 * meeting does not have
 */
export async function columnsOf(
  manager: EntityManager,
  meeting: Meeting,
  details: RegistrationDetails,
): Promise<Partial<Registration>> {
  const { residenceTown, residenceCountry, gender, ageBand, photoConsent, arrivesAtLocal, leavesAtLocal } =
    details;
  const { mode } = details;
  if (mode) ensureMode(mode, meeting);
  const languages = details.languages === null ? [] : details.languages;
  if (gender || ageBand) {
    const { asks } = await manager.findOneByOrFail(Project, { id: meeting.projectId });
    if (gender && !asks.includes(PersonalQuestion.GENDER))
      throw new DomainError(UserErrorCode.NOT_ASKED, ['input', 'gender']);
    if (ageBand && !asks.includes(PersonalQuestion.AGE_BAND))
      throw new DomainError(UserErrorCode.NOT_ASKED, ['input', 'ageBand']);
  }
  return defined({
    mode,
    residenceTown,
    residenceCountryCode: residenceCountry,
    gender,
    ageBand,
    languages,
    photoConsent,
    arrivesAtLocal: stored(arrivesAtLocal),
    leavesAtLocal: stored(leavesAtLocal),
  });
}

function ensureMode(mode: AttendanceMode, meeting: Meeting): void {
  const other = mode === AttendanceMode.REMOTE ? MeetingMode.ON_SITE : MeetingMode.ONLINE;
  if (meeting.mode === other) throw new DomainError(UserErrorCode.INVALID, ['input', 'mode']);
}

const stored = (local: string | null | undefined) => local && toTheSecond(local);

/** What the database says of details: no country of that code, or a stay that ends too early or follows from travel. */
export const meaningOfDetails = (country: readonly string[], code: string | null | undefined) => ({
  registration_country_fkey: () =>
    new DomainError(UserErrorCode.UNKNOWN_COUNTRY, country, { country: (code ?? '').slice(0, 20) }),
  registration_leaves_after_arriving: () =>
    new DomainError(UserErrorCode.END_BEFORE_START, ['input', 'leavesAtLocal']),
  registration_arrival_follows_travel: () =>
    new DomainError(UserErrorCode.FOLLOWS_TRAVEL, ['input', 'arrivesAtLocal']),
  registration_leaving_follows_travel: () =>
    new DomainError(UserErrorCode.FOLLOWS_TRAVEL, ['input', 'leavesAtLocal']),
});

/** What the triggers say that count seats and compare the partner with the meeting. */
export const meaningOfSeats = (path: readonly string[]) => ({
  invitation_is_not_overfilled: () => new DomainError(UserErrorCode.NO_SEATS, path),
  registration_of_invited_partner: () => new DomainError(UserErrorCode.NOT_INVITED, path),
  partner_is_of_the_project: () => new DomainError(UserErrorCode.INVALID, path),
  registration_of_delegate_has_partner: () => new DomainError(UserErrorCode.INVALID, path),
});

/** What somebody answers by a form that shows what is kept, and of which version. */
interface Answered {
  readonly needs: NeedsInput;
  readonly photoConsent: boolean;
  /** Where he takes part; undefined: the form did not ask. */
  readonly mode: AttendanceMode | undefined;
  /** Null: the form did not say. */
  readonly version: number | null;
}

/**
 * Whether a form that is older than what is kept would take anything away. An old version may repeat what is kept, and
 * change nothing: not even add, since somebody may have cleared that meanwhile. A form without a version may be as new as
 * any; it may add, and take consent back, but neither clear nor replace what is kept. The row must be held.
 * @throws DomainError CONFLICT
 */
export async function ensureNothingLost(
  manager: EntityManager,
  registration: Registration,
  { needs, photoConsent, mode, version }: Answered,
): Promise<void> {
  if (version === registration.version) return;
  const kept = toldIn(await manager.findOneBy(Needs, { registrationId: registration.id }));
  const isAsKept = (name: keyof NeedsInput) =>
    asTyped(needs[name]) === asTyped(kept[name]) || (version === null && asTyped(kept[name]) === '');
  const isConsentAsKept = version === null || photoConsent === (registration.photoConsent ?? false);
  const isModeAsKept = mode === undefined || mode === registration.mode;
  const names = Object.keys(defined(needs)) as (keyof NeedsInput)[];
  if (!names.every(isAsKept) || !isConsentAsKept || !isModeAsKept)
    throw new DomainError(UserErrorCode.CONFLICT, ['version'], { version: registration.version });
}

/** What is kept in the words of a form. */
const toldIn = (needs: Needs | null): NeedsInput => ({
  ...needs,
  emergencyContact:
    needs?.emergencyName && needs.emergencyPhone
      ? { name: needs.emergencyName, phone: needs.emergencyPhone }
      : null,
});

/** A browser sends line breaks as two characters, however they were kept, and choices in the order of the page. */
function asTyped(told: NeedsInput[keyof NeedsInput]): string {
  if (told === null || told === undefined) return '';
  if (typeof told === 'string') return told.replaceAll('\r\n', '\n').trim();
  return (Array.isArray(told) ? told : Object.values(told)).toSorted().join('\n');
}
