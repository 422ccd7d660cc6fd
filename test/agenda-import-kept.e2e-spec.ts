import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DateTime } from 'luxon';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { applicationDataSource } from '../src/data-source.js';
import { AgendaImport } from '../src/imports/agenda-import.entity.js';
import { forgetOlderThan } from '../src/imports/old-imports.js';
import { draftOf, importFile, showImport } from './factories/agenda-imports.js';
import { type Partnership, meeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import type { GraphqlClient } from './setup/graphql-client.js';
import { Statements } from './setup/statements.js';
import { Tavola } from './setup/tavola.js';
import { until } from './setup/until.js';

const CSV = 'day,start,end,title,kind,description,room\n2017-12-11,9:00,10:00,One,session,What it is,\n';
const ACCEPT = `mutation ($input: AcceptAgendaImportInput!) { acceptAgendaImport(input: $input) {
  agendaImport { state } userErrors { code } } }`;
const WAITING =
  "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";

describe('an import that is kept', () => {
  let tavola: Tavola;
  let of: Partnership;
  let host: GraphqlClient;
  let dataSource: DataSource;
  let number = 20;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    host = await of.as('coordinator@cervia.example');
    dataSource = await applicationDataSource(tavola.database.url).initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await tavola.stop();
  });

  const made = async (content = CSV): Promise<{ id: string; meetingId: string }> => {
    number += 1;
    const meetingId = await meeting(of, { slug: `meeting-${number}`, number });
    return {
      meetingId,
      id: (await importFile(host, tavola.url, meetingId, { name: 'agenda.csv', content })).id,
    };
  };

  it('goes after a month, however many there are, without being read once more', async () => {
    const { id, meetingId } = await made();
    await tavola.sql(
      `insert into agenda_import (id, meeting_id, file_name, size, requested_by_id, requested_at, state, finished_at, source, problems)
       select gen_random_uuid(), meeting_id, file_name, size, requested_by_id, requested_at - interval '31 days', state, finished_at, source, problems
       from agenda_import, generate_series(1, 250) where id = $1`,
      [id],
    );
    const statements = new Statements();
    const discarded: string[] = [];
    const asked = await statements.during(() =>
      forgetOlderThan(
        dataSource.manager,
        AgendaImport,
        DateTime.fromISO('2017-10-21T08:00:00Z'),
        async (one) => {
          discarded.push(one);
        },
      ),
    );
    statements.stop();
    expect(new Set(discarded).size).toBe(250);
    expect(await tavola.sql('select id from agenda_import where meeting_id = $1', [meetingId])).toEqual([
      { id },
    ]);
    const reads = asked.filter((text) => /^select.*from "agenda_import"/i.test(text));
    expect(reads).toHaveLength(4);
    expect(reads.filter((text) => /source|problems|items/.test(text))).toEqual([]);
    // The control: a row that is read as a whole would be noticed.
    expect(await reading(() => dataSource.manager.query('select source from agenda_import'))).toContain(
      'select source from agenda_import',
    );
  });
  const reading = async (work: () => Promise<unknown>): Promise<string[]> => {
    const statements = new Statements();
    try {
      return await statements.during(work);
    } finally {
      statements.stop();
    }
  };

  it('is not read as a whole by who asks how far its upload is', async () => {
    const { id } = await made();
    const url = `${tavola.url}/files/agenda-imports/${id}`;
    const headers = { ...host.headers, 'tus-resumable': '1.0.0' };
    const asked = await reading(async () => {
      const { status } = await fetch(url, { method: 'HEAD', headers });
      expect(status).toBe(200);
    });
    const reads = asked.filter((text) => /from "agenda_import"/i.test(text));
    expect(reads.length).toBeGreaterThan(0);
    expect(reads.filter((text) => /"source"|"items"/.test(text))).toEqual([]);
  });

  it('has a description once where it is the same in each language, and is read in each', async () => {
    const { id } = await made(`${CSV}2017-12-11,10:00,11:00,Two,session,What it is,Attic\n`);
    const [row] = await tavola.sql('select items from agenda_import where id = $1', [id]);
    const items = row?.['items'] as { description: object }[] | undefined;
    const descriptions = items?.map(({ description }) => description) ?? [];
    expect(descriptions.map((texts) => Object.keys(texts).length)).toEqual([1, 7]);
    const finnish = await of.as('coordinator@cervia.example', 'fi');
    expect(
      (await showImport(finnish, id)).items.map(({ description }: { description: string }) => description),
    ).toEqual(['What it is', 'What it is\nHuone: Attic']);
  });

  it.each([
    ['is forgotten', true],
    ['stays (the control)', false],
  ])('answers whoever accepts it while it %s', async (_, isForgotten) => {
    const { id, meetingId } = await made();
    const { draftVersion } = (await draftOf(of.lead, meetingId)).agenda;
    const other = new Client({ connectionString: tavola.database.url });
    await other.connect();
    try {
      await other.query('begin');
      await other.query('select from meeting where id = $1 for update', [meetingId]);
      const answer = host.send(ACCEPT, { input: { id, draftVersion } });
      await until(async () => (await tavola.sql(WAITING, [], tavola.database.superuserUrl)).length > 0);
      if (isForgotten) await other.query('delete from agenda_import where id = $1', [id]);
      await other.query('commit');
      const { data, errors = [] } = await answer;
      expect([data?.acceptAgendaImport?.agendaImport?.state, errors[0]?.extensions.code]).toEqual(
        isForgotten ? [undefined, 'NOT_FOUND'] : ['ACCEPTED', undefined],
      );
    } finally {
      await other.end();
    }
  });

  it('has templates that strangers may ask for as often as for anything else', async () => {
    const { headers } = tavola.anonymous();
    const statuses: number[] = [];
    for (let asked = 0; asked <= 300; asked += 1) {
      const answer = await fetch(`${tavola.url}/templates/agenda.csv`, { headers });
      await answer.body?.cancel();
      statuses.push(answer.status);
    }
    expect([statuses.indexOf(429), statuses.at(-1)]).toEqual([300, 429]);
  });
});
