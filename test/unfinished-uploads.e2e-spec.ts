import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REQUEST_UPLOAD, requestMaterial, send } from './factories/material.js';
import { type Partnership, openMeeting, partnership } from './factories/partnership.js';
import { FixedClock } from './setup/fixed-clock.js';
import { Tavola } from './setup/tavola.js';

const PDF = Buffer.from('%PDF-1.7\nsome text\n%%EOF\n');

describe('unfinished uploads', () => {
  let tavola: Tavola;
  let of: Partnership;
  let daugavpils: string | undefined;

  beforeAll(async () => {
    tavola = await Tavola.start({ clock: new FixedClock('2017-11-20T08:00:00Z') });
    of = await partnership(tavola);
    ({ daugavpils } = await requestMaterial(of, await openMeeting(of)));
  });
  afterAll(() => tavola.stop());

  it('are twenty at most that one person has begun within a week', async () => {
    const busy = await of.as('coordinator@daugavpils.example');
    const input = { materialRequestId: daugavpils, fileName: 'a.pdf', size: PDF.length };
    const begin = async (by = busy) => (await by.ask(REQUEST_UPLOAD, { input })).requestUpload;
    const all = await Promise.all(Array.from({ length: 30 }, () => begin()));
    const made = all.filter(({ presentation }) => presentation);
    expect(made).toHaveLength(20);
    expect(all.find(({ presentation }) => !presentation)).toEqual({
      presentation: null,
      uploadUrl: null,
      userErrors: [
        {
          code: 'TOO_MANY_UPLOADS',
          field: ['input'],
          message: expect.stringContaining('You have 20 unfinished uploads'),
        },
      ],
    });
    // Another person is not kept from his, and what is finished or a week old leaves room.
    expect((await begin(of.lead)).userErrors).toEqual([]);
    const { pathname } = new URL(made[0].uploadUrl);
    await expect(send(busy, tavola.url + pathname, PDF)).resolves.toBe('done');
    const ids = [made[1].presentation.id];
    await tavola.sql(`update presentation set requested_at = '2017-11-13T08:00:00Z' where id = any($1)`, [
      ids,
    ]);
    const after = [await begin(), await begin(), await begin()];
    expect(after.map(({ userErrors }) => userErrors.length)).toEqual([0, 0, 1]);
  });
});
