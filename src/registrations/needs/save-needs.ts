import type { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Viewer } from '../../platform/access/viewer.js';
import { defined } from '../../platform/database/columns.js';
import { DomainError, UserErrorCode } from '../../platform/graphql/user-errors.js';
import { Needs } from '../needs.entity.js';
import type { Registration } from '../registration.entity.js';
import { Consent } from './consent.entity.js';
import type { NeedsInput } from './needs.input.js';
import { AccessNeed, Diet, READY_FIELDS, ReadyField } from './ready-field.js';

/** Who tells it, and when. */
interface Teller {
  readonly viewer: Pick<Viewer, 'personId'>;
  readonly at: DateTime;
}

/** What is told of the ready fields; what is left out stays. */
interface Told {
  readonly needs?: NeedsInput | null;
  readonly photoConsent?: boolean | null;
}

type NeedsColumns = Omit<Needs, 'registrationId'>;

const NOTHING: NeedsColumns = {
  diets: [],
  diet: null,
  accessNeeds: [],
  access: null,
  interpretationLanguage: null,
  interpretation: null,
  emergencyName: null,
  emergencyPhone: null,
};

/** Which columns a ready field is; a photo consent is one of the registration itself. */
const COLUMNS: Readonly<Record<ReadyField, readonly (keyof NeedsColumns)[]>> = {
  DIET: ['diets', 'diet'],
  ACCESS: ['accessNeeds', 'access'],
  INTERPRETATION: ['interpretationLanguage', 'interpretation'],
  PHOTO: [],
  EMERGENCY_CONTACT: ['emergencyName', 'emergencyPhone'],
};

/** How each is cleared. */
const CLEARED: Readonly<Record<ReadyField, Told>> = {
  DIET: { needs: { diets: [], diet: null } },
  ACCESS: { needs: { accessNeeds: [], access: null } },
  INTERPRETATION: { needs: { interpretationLanguage: null, interpretation: null } },
  PHOTO: { photoConsent: false },
  EMERGENCY_CONTACT: { needs: { emergencyContact: null } },
};

/**
 * Changes the needs, and keeps with them who agreed to which text: to tell something is to agree to the text that stands
 * beside the question, to clear it takes that back. What is left out stays, also where whoever writes does not see it.
 * Without any need there is no row. The row of the registration must be held, and its photo consent written.
 * @throws DomainError INVALID for OTHER without words
 */
export async function saveNeeds(
  manager: EntityManager,
  teller: Teller,
  registrationId: string,
  { needs, photoConsent }: Told,
): Promise<void> {
  const changes = columnsOf(needs ?? {});
  const touched = Object.values(ReadyField).filter((field) => COLUMNS[field].some((name) => name in changes));
  const told: ReadyField[] = [];
  if (touched.length > 0) {
    const before = await manager.findOneBy(Needs, { registrationId });
    const now: NeedsColumns = { ...NOTHING, ...before, ...changes };
    ensureWords(needs ?? {}, now);
    told.push(...touched.filter((field) => COLUMNS[field].some((name) => isTold(now[name]))));
    const isAnything = Object.keys(NOTHING).some((name) => isTold(now[name as keyof NeedsColumns]));
    if (isAnything) await manager.upsert(Needs, { ...now, registrationId }, ['registrationId']);
    else await manager.delete(Needs, { registrationId });
  }
  if (photoConsent !== undefined) touched.push(ReadyField.PHOTO);
  if (photoConsent) told.push(ReadyField.PHOTO);
  await keepConsents(manager, teller, registrationId, { touched, told });
}

/** Whether anything is there of one ready field, agreed to or from before anybody was asked. */
export async function isKept(
  manager: EntityManager,
  { id, photoConsent }: Pick<Registration, 'id' | 'photoConsent'>,
  field: ReadyField,
): Promise<boolean> {
  if (field === ReadyField.PHOTO) return photoConsent === true;
  const needs = await manager.findOneBy(Needs, { registrationId: id });
  return needs !== null && COLUMNS[field].some((name) => isTold(needs[name]));
}

/** Clears what is told of one ready field, and takes the consent to it back. */
export const clearField = (
  manager: EntityManager,
  teller: Teller,
  registrationId: string,
  field: ReadyField,
): Promise<void> => saveNeeds(manager, teller, registrationId, CLEARED[field]);

/** Nothing is kept of what somebody needs, nor anything used that he agreed to. */
export async function forgetNeeds(
  manager: EntityManager,
  teller: Teller,
  registrationId: string,
): Promise<void> {
  await manager.delete(Needs, { registrationId });
  await keepConsents(manager, teller, registrationId, { touched: Object.values(ReadyField), told: [] });
}

/** An old form repeats what it read, so OTHER may come with the words, or be left out. */
function columnsOf({ emergencyContact, ...needs }: NeedsInput): Partial<NeedsColumns> {
  const listed = {
    diets: needs.diets?.filter((diet) => diet !== Diet.OTHER) ?? (needs.diets === null ? [] : undefined),
    accessNeeds:
      needs.accessNeeds?.filter((need) => need !== AccessNeed.OTHER) ??
      (needs.accessNeeds === null ? [] : undefined),
  };
  const contact =
    emergencyContact === undefined
      ? {}
      : { emergencyName: emergencyContact?.name ?? null, emergencyPhone: emergencyContact?.phone ?? null };
  return defined({ ...needs, ...listed, ...contact });
}

/** Nobody can cook for OTHER. */
function ensureWords({ diets, accessNeeds }: NeedsInput, { diet, access }: NeedsColumns): void {
  if (diets?.includes(Diet.OTHER) && !diet)
    throw new DomainError(UserErrorCode.INVALID, ['input', 'needs', 'diet']);
  if (accessNeeds?.includes(AccessNeed.OTHER) && !access)
    throw new DomainError(UserErrorCode.INVALID, ['input', 'needs', 'access']);
}

const isTold = (value: string | readonly string[] | null): boolean => (value?.length ?? 0) > 0;

/** Of the fields that were touched: who agreed to the text of now keeps his consent, all others end. */
async function keepConsents(
  manager: EntityManager,
  { viewer: { personId }, at }: Teller,
  registrationId: string,
  { touched, told }: { touched: readonly ReadyField[]; told: readonly ReadyField[] },
): Promise<void> {
  if (touched.length === 0) return;
  const texts = told.map((field) => `${field} ${READY_FIELDS[field].textVersion}`);
  await manager.query(
    `update consent set ended_at = $2, ended_by_id = $3 where registration_id = $1 and ended_at is null
     and field = any($4) and field || ' ' || text_version <> all($5)`,
    [registrationId, at.toISO(), personId, touched, texts],
  );
  if (told.length === 0) return;
  const given = { registrationId, givenAt: at, givenById: personId };
  const rows = told.map((field) => ({
    ...given,
    id: uuidv7(),
    field,
    textVersion: READY_FIELDS[field].textVersion,
  }));
  await manager.createQueryBuilder().insert().into(Consent).values(rows).orIgnore().execute();
}
