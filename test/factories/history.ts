import { v7 as uuidv7 } from 'uuid';
import { canonicalJson, merkleRoot, sha256Hex } from '../../src/platform/events/merkle.js';
import type { Sealing } from '../../src/platform/events/sealing.js';
import { query } from '../setup/query.js';
import { type Partnership, agendaItem, invite, openMeeting, publish, step } from './partnership.js';

const WALK_IN = `mutation ($input: RegisterWalkInInput!) { registerWalkIn(input: $input) { registration { id } } }`;
const CHECK_IN = `mutation ($input: AttendanceInput!) { checkIn(input: $input) { userErrors { code } } }`;

/** From the release of its agenda to its closing: something in each table that can only be added to. */
export async function closedMeeting(of: Partnership): Promise<string> {
  const meetingId = await openMeeting(of);
  await agendaItem(of, meetingId);
  await publish(of, meetingId);
  await invite(of, meetingId, 'cervia', 2);
  const input = { meetingId, name: 'Guest of two days', town: 'Cervia' };
  const { registerWalkIn } = await of.lead.ask(WALK_IN, { input });
  for (const day of ['2017-12-11', '2017-12-12'])
    await of.lead.ask(CHECK_IN, { input: { registrationId: registerWalkIn.registration.id, day } });
  for (const verb of ['beginCarriedOutAgenda', 'closeMeeting'])
    await of.lead.ask(step(verb), { id: meetingId });
  return meetingId;
}

/** One seal for each chain, in place of those that a worker may have made meanwhile. */
export async function sealAtOnce(superuserUrl: string, sealing: Sealing): Promise<void> {
  await query(superuserUrl, 'delete from seal');
  await query(
    superuserUrl,
    'insert into unsealed_event select id, project_id from event on conflict do nothing',
  );
  await sealing.run();
}

/** In place of the project's seals, one as it was made before seals covered more than events. @returns its hash */
export async function sealEventsAlone(superuserUrl: string, projectId: string): Promise<string> {
  const events = await query<{ id: string; event: object }>(
    superuserUrl,
    'select id, jsonb_strip_nulls(to_jsonb(event)) as event from event where project_id = $1 order by id',
    [projectId],
  );
  const root = merkleRoot(events.map(({ event }) => canonicalJson(event)));
  const hash = sha256Hex(`${root}1`);
  await query(superuserUrl, 'delete from seal where project_id = $1', [projectId]);
  await query(
    superuserUrl,
    `insert into seal (id, project_id, number, event_ids, root, hash, sealed_at) values ($1, $2, 1, $3, $4, $5, now())`,
    [uuidv7(), projectId, events.map(({ id }) => id), root, hash],
  );
  await query(superuserUrl, 'delete from unsealed_event where project_id = $1', [projectId]);
  return hash;
}
