import { canWorkAtDesk } from '../meetings/meeting.policy.js';
import { agendaFor, whenOf, whereOf } from './agenda-read.js';
import { type Section, listPaper } from './list.js';
import {
  type Asked,
  type FiledPaper,
  PARTICIPANT,
  type Participant,
  meetingFor,
  ownLanguage,
  placeOf,
  sorted,
} from './paper.js';
import { everyRegistration } from './registrations-read.js';

interface Guest extends Participant {
  readonly signUps: readonly {
    readonly state: string;
    readonly position: number | null;
    readonly agendaItem: { readonly id: string } | null;
  }[];
}

/** Who has a place, is offered one or waits for one, a page for each item: for whoever stands at its bus or leads its tour. */
export async function places(asked: Asked, id: string): Promise<FiledPaper | null> {
  const { viewer, speaker, item: only } = asked;
  const meeting = await meetingFor(asked, id);
  if (!meeting || !canWorkAtDesk(viewer, placeOf(meeting))) return null;
  const language = ownLanguage(asked);
  const agenda = await agendaFor(asked, language, id);
  const items = (agenda?.items ?? []).filter((one) => only === null || one.id === only);
  if (!agenda || (only !== null && items.length === 0)) return null;
  const say = speaker(language);
  const fields = `${PARTICIPANT} signUps { state position agendaItem { id } }`;
  const guests = sorted(await everyRegistration<Guest>(asked, language, id, fields, 'CONFIRMED'), language);
  const columns = [
    [say('paper.column.number'), 0],
    [say('paper.column.name'), 3],
    [say('paper.column.partner'), 3],
    [say('paper.column.here'), 1],
  ] as const;
  const sections = items.flatMap((item): Section[] => {
    const of = (state: string) =>
      guests.flatMap((guest) => {
        const signUp = guest.signUps.find((one) => one.state === state && one.agendaItem?.id === item.id);
        return signUp ? [{ guest, position: signUp.position ?? 0 }] : [];
      });
    const rowOf = ({ guest }: { guest: Guest }, index: number) => [
      index + 1,
      guest.person.name,
      guest.partner?.name ?? null,
      null,
    ];
    const coming = of('CONFIRMED');
    const offered = of('OFFERED');
    const waiting = of('WAITLISTED').toSorted((a, b) => a.position - b.position);
    if (coming.length + offered.length + waiting.length === 0 && only === null) return [];
    const where = [
      whenOf(item, agenda.timeZone, language),
      whereOf(item),
      say('paper.people', { count: coming.length }),
    ];
    const note = where.filter(Boolean).join(' · ');
    const first = { group: item.title, note, columns, rows: coming.map(rowOf), ownPage: true };
    const others = [
      { title: say('paper.places.offered'), columns, rows: offered.map(rowOf) },
      { title: say('paper.places.waiting'), columns, rows: waiting.map(rowOf) },
    ];
    return [first, ...others.filter(({ rows }) => rows.length > 0)];
  });
  return listPaper({ meeting, language, say, kind: 'places', sections });
}
