import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type Partnership, agendaItem, meeting, partnership } from './factories/partnership.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const UPDATE = `mutation ($input: UpdateAgendaItemInput!) { updateAgendaItem(input: $input) {
  agendaItem { title } userErrors { code } } }`;
const WAITING = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
const failing = (sqlState: string) => `
create or replace function fail() returns trigger language plpgsql as $$
begin raise exception 'secret cause' using errcode = '${sqlState}'; end $$;
create or replace trigger fail before update on agenda_item for each row execute function fail()`;

describe('a mutation that meets another transaction', () => {
  let tavola: Tavola;
  let of: Partnership;
  let meetingId: string;
  let id: string;
  let other: Client;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    meetingId = await meeting(of);
    ({ id } = await agendaItem(of, meetingId));
    other = new Client({ connectionString: tavola.database.url });
    await other.connect();
  });
  afterAll(async () => {
    await other.end();
    await tavola.stop();
  });

  /** The top-level errors. What it would have changed is as it was. */
  async function update() {
    const before = await written();
    const { errors = [] } = await of.lead.send(UPDATE, { input: { id, expectedVersion: 1, title: 'Other' } });
    expect(await written()).toEqual(before);
    return errors.map(({ message, path, extensions }) => ({ message, path, code: extensions.code }));
  }
  const written = () =>
    tavola.sql(`select title, version, (select count(*)::int from event) as events from agenda_item`);

  const busy = {
    message: 'Others are changing the same thing right now. Nothing was changed; try again.',
    path: ['updateAgendaItem'],
    code: 'BUSY',
  };

  it('is told to try again when it has waited too long', async () => {
    await other.query('begin');
    await other.query('select from agenda_item where id = $1 for update', [id]);
    const errors = await update();
    await other.query('rollback');
    expect(errors).toEqual([busy]);
  });

  it('is told to try again when the two wait for each other', async () => {
    await other.query('begin');
    await other.query('select from agenda_item where id = $1 for update', [id]);
    const answer = update();
    await until(async () => (await tavola.sql(WAITING, [], tavola.database.superuserUrl)).length > 0);
    const wanted = other.query('select from meeting where id = $1 for update', [meetingId]);
    expect(await answer).toEqual([busy]);
    await wanted;
    await other.query('rollback');
  });

  it.each(['40001', '40P01', '55P03'])('is told to try again for SQLSTATE %s', async (sqlState) => {
    await tavola.sql(failing(sqlState), [], tavola.database.ownerUrl);
    expect(await update()).toEqual([busy]);
  });

  it('is answered 503 where the connection broke, for proxies and scripts look at that', async () => {
    await tavola.sql(failing('57P01'), [], tavola.database.ownerUrl);
    const { status, errors = [] } = await of.lead.send(UPDATE, { input: { id, expectedVersion: 1 } });
    expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([503, ['UNAVAILABLE']]);
  });

  it('is answered 507 where the disk of the database is full, and nothing is changed', async () => {
    await tavola.sql(failing('53100'), [], tavola.database.ownerUrl);
    const before = await written();
    const { status, errors = [] } = await of.lead.send(UPDATE, { input: { id, expectedVersion: 1 } });
    expect(await written()).toEqual(before);
    expect([status, errors.map(({ extensions }) => extensions.code)]).toEqual([
      507,
      ['INSUFFICIENT_STORAGE'],
    ]);
    // Whoever runs the installation hears of it.
    expect(tavola.log.with({ level: 'error' }).map(({ error }) => error?.message)).toEqual(['secret cause']);
  });

  it('is not told so for another failure, which is reported', async () => {
    await tavola.sql(failing('XX000'), [], tavola.database.ownerUrl);
    const message = 'Something went wrong on our side. Try again; if it stays so, tell us the trace id.';
    expect(await update()).toEqual([{ ...busy, message, code: 'INTERNAL_SERVER_ERROR' }]);
    expect(tavola.log.with({ level: 'error' }).map(({ error }) => error?.message)).toEqual([
      'secret cause',
      'secret cause',
    ]);
  });
});
