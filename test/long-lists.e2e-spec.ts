import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { requestMaterial } from './factories/material.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Tavola } from './setup/tavola.js';

const VERSIONS = `query ($id: ID!) { materialRequest(id: $id) { presentations { number } } }`;
const SESSIONS = `{ viewer { sessions { id startedAt } } }`;

describe('a plain list with more rows than it holds', () => {
  let tavola: Tavola;
  let of: Partnership;
  let coordinator: GraphqlClient;
  beforeAll(async () => {
    tavola = await Tavola.start();
    of = await partnership(tavola);
    coordinator = await of.as('coordinator@skovde.example');
  });
  afterAll(() => tavola.stop());

  it('holds the newest versions of a file, the oldest of them first', async () => {
    const { skovde } = await requestMaterial(of, await openMeeting(of));
    await tavola.sql(
      `insert into presentation (id, request_id, number, file_name, size, type, sha256, uploaded_by_id, requested_at,
         finished_at, state)
       select gen_random_uuid(), $1, n, 'impact.pdf', 9, 'PDF', repeat('a', 64), $2, now(), now() + n * interval '1 s', 'DONE'
       from generate_series(1, 105) n`,
      [skovde, of.personIds['coordinator@skovde.example']],
      tavola.database.ownerUrl,
    );
    const { presentations } = (await coordinator.ask(VERSIONS, { id: skovde })).materialRequest;
    const numbers = Array.from({ length: 100 }, (_, index) => index + 6);
    expect((presentations as { number: number }[]).map(({ number }) => number)).toEqual(numbers);
  });

  it('holds the newest sessions, so the one that asks', async () => {
    await tavola.sql(
      `insert into session (id, person_id, token_hash, started_at, expires_at)
       select gen_random_uuid(), $1, sha256(n::text::bytea), now() - n * interval '1 h', now() + interval '1 day'
       from generate_series(1, 105) n`,
      [of.personIds['coordinator@skovde.example']],
      tavola.database.ownerUrl,
    );
    const { sessions } = (await coordinator.ask(SESSIONS)).viewer;
    const started = (sessions as { startedAt: string }[]).map(({ startedAt }) => startedAt);
    expect(started).toEqual(started.toSorted());
    expect(started).toHaveLength(100);
    const age = -DateTime.fromISO(started.at(-1) as string).diffNow('minutes').minutes;
    expect(age).toBeLessThan(10);
  });

  it('says in its description how many it holds, and which', async () => {
    const text = `{ type: __type(name: "MaterialRequest") { fields { name description } } }`;
    const fields: { name: string; description: string }[] = (await coordinator.ask(text)).type.fields;
    const presentations = fields.find(({ name }) => name === 'presentations');
    expect(presentations?.description).toMatch(/ At most 100; of more, the last\.$/);
  });
});
