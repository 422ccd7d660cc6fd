import { DateTime } from 'luxon';
import { invitation } from '../../src/calendar/meeting-calendar.js';
import { folded } from '../../src/platform/email/folded.js';
import type { SeededRandom } from '../setup/seeded-random.js';

/** What was told to one attendee, and what it means. */
export interface Mail {
  readonly text: string;
  readonly what: string;
  readonly method: 'REQUEST' | 'CANCEL';
  readonly sequence: number;
  readonly uid: string;
  readonly attendee: string;
  /** In seconds since 1970; null: whole days. */
  readonly instants: readonly [number, number] | null;
  /** The first day and the day after the last; null: hours. */
  readonly days: readonly [string, string] | null;
}

const ZONES = [
  'Europe/Rome',
  'Europe/Lisbon',
  'Europe/Helsinki',
  'Atlantic/Azores',
  'America/Cayenne',
  'UTC',
];
/** What people, or whoever wants to break a calendar, write into names. */
const NAMES = [
  'Final meeting',
  'A;B,C:D\\E "quoted" ^n',
  'X\r\nATTENDEE:mailto:spy@evil.example',
  'END:VEVENT\nBEGIN:VEVENT\nUID:other',
  'Ķekava – šķērsošana ÅÄÖ 🎉',
  'שלום\u202Eעולם',
  'nul\u0000 bell\u0007 tab\t',
  'ä'.repeat(3_000),
];

/**
 * The life of a meeting as the database counts it (docs/calendar.md): `revision` rises with what is shown, `shift` with each
 * time that the attendee begins or ceases to be asked.
 */
export function liveOut(random: SeededRandom, number: number): Mail[] {
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)] as Item;
  const day = () => DateTime.fromISO('2025-01-01', { zone: 'utc' }).plus({ days: random.below(2_000) });
  const id = `0198c0de-0000-7000-8000-${String(number).padStart(12, '0')}`;
  let at = DateTime.fromISO('2024-11-01T09:00:00Z', { zone: 'utc' });
  let revisedAt = at;
  let [revision, shift, isAsked, hasSaidYes, isOff] = [random.below(5), 0, false, false, false];
  let [title, place, name] = [pick(NAMES), pick(NAMES), pick(NAMES)];
  let when = dates();
  const mails: Mail[] = [];

  function dates() {
    const first = day();
    const timeZone = pick(ZONES);
    const isHours = random.below(2) === 0;
    const startsAt = first.setZone(timeZone, { keepLocalTime: true }).set({ hour: 8 + random.below(3) });
    const endsAt = startsAt.plus({ hours: 1 + random.below(8) });
    const last = isHours ? first : first.plus({ days: random.below(4) });
    const hours = isHours
      ? { startsAt: startsAt.toUTC().toISO() as string, endsAt: endsAt.toUTC().toISO() as string }
      : null;
    return { timeZone, startsOn: first.toISODate() as string, endsOn: last.toISODate() as string, hours };
  }

  function tell(what: string, method: Mail['method']): void {
    const email = `person${number}@skovde.example`;
    const status = method === 'CANCEL' ? 'DECLINED' : hasSaidYes ? 'ACCEPTED' : 'NEEDS-ACTION';
    const organizer = { name: pick(NAMES), email: 'tavola+rtoken@norrkoping.example' };
    const sequence = revision + shift;
    const meeting = { id, calendarRevisedAt: revisedAt.toISO() as string, place, country: null, ...when };
    const attendee = { name, email, status, organizer } as const;
    const { hours } = when;
    mails.push({
      text: folded(invitation(method, meeting, { summary: title, sequence, at, attendee })),
      what,
      method,
      sequence,
      uid: `${id}@tavola`,
      attendee: `mailto:${email}`,
      instants: hours && [
        DateTime.fromISO(hours.startsAt).toSeconds(),
        DateTime.fromISO(hours.endsAt).toSeconds(),
      ],
      days: hours
        ? null
        : [
            when.startsOn,
            DateTime.fromISO(when.endsOn, { zone: 'utc' }).plus({ days: 1 }).toISODate() as string,
          ],
    });
  }

  function revise(what: string, change: () => void): void {
    change();
    revision += 1;
    revisedAt = at;
    if (isAsked) tell(what, isOff ? 'CANCEL' : 'REQUEST');
  }

  const steps = {
    move: () =>
      revise('move', () => {
        when = dates();
        hasSaidYes = false;
      }),
    rename: () => revise('rename', () => (title = pick(NAMES))),
    relocate: () => revise('relocate', () => (place = pick(NAMES))),
    // A room of the meeting, which nobody is told of.
    refurnish: () => {
      revision += 1;
      revisedAt = at;
    },
    add: () => {
      if (isAsked) return;
      isAsked = true;
      if (mails.length > 0) shift += 1;
      tell(mails.length > 0 ? 're-invite' : 'create', 'REQUEST');
    },
    answer: () => {
      if (!isAsked || hasSaidYes) return;
      hasSaidYes = true;
      tell('answer', 'REQUEST');
    },
    remove: () => {
      if (!isAsked) return;
      [isAsked, hasSaidYes] = [false, false];
      shift += 1;
      tell('remove', 'CANCEL');
    },
    respell: () => void (name = pick(NAMES)),
  };
  steps.add();
  for (let left = 5 + random.below(10); left > 0; left -= 1) {
    at = at.plus({ seconds: 1 + random.below(100_000) });
    pick(Object.values(steps))();
  }
  at = at.plus({ hours: 1 });
  if (random.below(3) === 0) revise('cancel', () => (isOff = true));
  return mails;
}
