import { importFile, openImport } from '../factories/agenda-imports.js';
import { REQUEST_LIST, importList } from '../factories/delegate-imports.js';
import { type Partnership, agendaItem, publish } from '../factories/partnership.js';
import type { Tavola } from '../setup/tavola.js';
import { ADDRESSES, type Actors } from './people.js';

const WORDS = { description: 'How to', place: 'Room 1', sourceKind: 'Laboratorio' };

/** A room that the agenda uses, and one of a meeting that nobody knows of. */
export async function rooms(lead: Actors['lead'], ids: { open: string; draft: string }) {
  const one = async (meetingId: string, name: string) => {
    const { room } = await lead.does(
      'addRoom',
      { meetingId, name, house: 'Town hall', capacity: 80 },
      'room { id }',
    );
    return room.id as string;
  };
  return { hall: await one(ids.open, 'Great hall'), 'of draft': await one(ids.draft, 'Unknown room') };
}

/** A talk with all that it may have, and a session with a part. */
export async function waiting(of: Partnership, lead: Actors['lead'], meetingId: string, roomId: string) {
  const words = { description: 'How to', place: 'Somewhere', sourceKind: 'Vortrag', capacity: 9 };
  const { unscheduledItem } = await lead.does(
    'addUnscheduledItem',
    {
      meetingId,
      kind: 'PRESENTATION',
      title: 'To be placed',
      minutes: 30,
      ...words,
      roomId,
      speakerIds: [of.personIds[ADDRESSES.delegate]],
      partnerIds: [of.partnerIds['skovde']],
    },
    'unscheduledItem { id }',
  );
  const session = await agendaItem(of, meetingId, { kind: 'SESSION', title: 'Later' });
  const part = await agendaItem(of, meetingId, { kind: 'PRESENTATION', title: 'Part', parentId: session.id });
  await lead.takes('unscheduleAgendaItem', session.id);
  return { waiting: unscheduledItem.id, 'waiting session': session.id, 'waiting part': part.id };
}

/** An agenda with two releases, and a draft that is neither. */
export async function agenda(of: Partnership, lead: Actors['lead'], meetingId: string, roomId: string) {
  const people = {
    speakerIds: [of.personIds[ADDRESSES.delegate], of.personIds[ADDRESSES.formerDelegate]],
    partnerIds: [of.partnerIds['skovde']],
  };
  const item = (changes: object) => agendaItem(of, meetingId, changes);
  const times = { startsAtLocal: '2017-12-12T14:00', endsAtLocal: '2017-12-12T17:00' };
  const session = await item({ kind: 'SESSION', title: 'Impact', roomId, ...times });
  const part = await item({
    kind: 'PRESENTATION',
    title: 'Impact in Skövde',
    parentId: session.id,
    ...times,
    ...people,
  });
  const workshop = await item({ title: 'Recruiting', capacity: 2, isMandatory: true, ...WORDS, ...people });
  const visit = await item({ kind: 'SITE_VISIT', title: 'Mensa amica', capacity: 9 });
  const removed = await item({ kind: 'BREAK', title: 'Coffee' });
  const names = { unmatchedSpeakers: ['Nobody Here'], unmatchedPartners: ['Some Organisation'] };
  const named = { id: removed.id, expectedVersion: removed.version, ...names };
  await lead.does('updateAgendaItem', named, 'agendaItem { id }');
  await publish(of, meetingId);
  await lead.takes('removeAgendaItem', removed.id);
  await publish(of, meetingId);
  const tooMany = { isMandatory: true, capacity: 100, roomId };
  const draftOnly = await item({ title: 'A surprise', ...tooMany, ...people });
  const moved = { id: visit.id, expectedVersion: visit.version, startsAtLocal: '2017-12-13T09:00' };
  await lead.does('moveAgendaItem', moved, 'agendaItem { id }');
  return {
    session: session.id,
    part: part.id,
    workshop: workshop.id,
    visit: visit.id,
    removed: removed.id,
    draftOnly: draftOnly.id,
  };
}

/** What took place: all that was planned, and something that nobody planned. */
export async function carriedOut(
  lead: Actors['lead'],
  meetingId: string,
  lines: Readonly<Record<string, string>>,
) {
  const { meeting } = await lead.takes(
    'beginCarriedOutAgenda',
    meetingId,
    'meeting { carriedOutAgenda { items { id planned { id } } } }',
  );
  const song = { startsAtLocal: '2017-12-11T09:00', endsAtLocal: '2017-12-11T09:05', title: 'A song' };
  const { carriedOutItem } = await lead.does(
    'addCarriedOutItem',
    { meetingId, kind: 'SOCIAL', ...song },
    'carriedOutItem { id }',
  );
  const names = Object.fromEntries(Object.entries(lines).map(([name, id]) => [id, name]));
  const done = meeting.carriedOutAgenda.items as { id: string; planned: { id: string } }[];
  return {
    unplanned: carriedOutItem.id as string,
    ...Object.fromEntries(done.map(({ id, planned }) => [`done ${names[planned.id]}`, id])),
  };
}

const FILE = JSON.stringify({
  title: 'Another meeting',
  items: [{ day: '2017-12-11', start: '21:00', kind: 'social', title: 'Music', speakers: ['Nobody'] }],
  participants: [{ name: 'Ravenna', country: 'IT', count: 3 }],
});

/** Files on their way into drafts. */
export async function imports(tavola: Tavola, { host }: Actors, ids: { draft: string; open: string }) {
  const file = { name: 'agenda.json', content: FILE, lastItemMinutes: 30 };
  const sent = async (meetingId: string) => (await importFile(host.browser, tavola.url, meetingId, file)).id;
  const made = {
    checked: await sent(ids.open),
    accepted: await sent(ids.open),
    ofDraft: await sent(ids.draft),
    opened: (await openImport(host.browser, tavola.url, { meetingId: ids.open, fileName: 'a.csv', size: 9 }))
      .id,
  };
  // Past the mutation, since its lines would be further ones of the draft.
  const text = "update agenda_import set state = 'ACCEPTED', accepted_at = finished_at where id = $1";
  await tavola.sql(text, [made.accepted]);
  return made;
}

/** Lists of people, sent by whoever may name them. */
export async function lists(
  tavola: Tavola,
  of: Partnership,
  { coordinator, lead }: Actors,
  meetingId: string,
) {
  const partnerId = of.partnerIds['skovde'];
  const content = 'name,email,language,partner\nListed,listed@skovde.example,sv,Skövde kommun\n';
  const list = { meetingId, partnerId, content };
  const opened = await coordinator.browser.ask(REQUEST_LIST, {
    input: { meetingId, partnerId, fileName: 'people.csv', size: 9 },
  });
  const accepted = (await importList(coordinator.browser, tavola.url, list)).id;
  // Past the mutation, since somebody would be named.
  const text = `update delegate_import set state = 'ACCEPTED', accepted_at = finished_at, source = null,
    delegates = '[]', problems = '[]' where id = $1`;
  await tavola.sql(text, [accepted]);
  return {
    accepted,
    checked: (await importList(coordinator.browser, tavola.url, list)).id,
    ofAll: (await importList(lead.browser, tavola.url, { meetingId, content })).id,
    opened: opened.requestDelegateImport.delegateImport.id as string,
  };
}
