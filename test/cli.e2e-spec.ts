import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { askByToken } from './setup/actor.js';
import { cli as runCli } from './setup/cli.js';
import { Tavola } from './setup/tavola.js';

const CREATE = `mutation ($input: CreateProjectInput!) { createProject(input: $input) {
  project { leadPartner { members { role person { name } } } } userErrors { code } } }`;

describe('npm run cli', () => {
  let tavola: Tavola;

  beforeAll(async () => {
    tavola = await Tavola.start();
  });
  afterAll(() => tavola.stop());

  const cli = (...values: string[]) => runCli(tavola, ...values);

  it('add-person lets the first one in, who then creates a project', async () => {
    const added = await cli('add-person', 'Anna Ek', 'Anna@norrkoping.example', 'sv');
    expect(added).toEqual({ code: 0, out: 'Anna@norrkoping.example can sign in.\n', err: '' });
    expect((await cli('add-person', 'Somebody else', 'anna@norrkoping.example')).code).toBe(0);
    expect(await tavola.sql('select name, may_create_projects from person')).toEqual([
      { name: 'Anna Ek', may_create_projects: true },
    ]);

    const anna = await tavola.signedIn('anna@norrkoping.example');
    const input = {
      slug: 'first',
      acronym: 'FIRST',
      title: 'The first project',
      languages: ['sv'],
      leadPartner: { slug: 'norrkoping', name: 'Norrköpings kommun', town: 'Norrköping', country: 'SE' },
    };
    expect((await anna.ask(CREATE, { input })).createProject).toEqual({
      project: { leadPartner: { members: [{ role: 'COORDINATOR', person: { name: 'Anna Ek' } }] } },
      userErrors: [],
    });
  });

  it('disable-person ends what somebody has, once', async () => {
    await tavola.person('left@norrkoping.example');
    const left = await tavola.signedIn('left@norrkoping.example');
    const { createApiToken } = await left.ask(
      `mutation { createApiToken(input: { name: "script", scopes: [READ], days: 7 }) { token } }`,
    );
    const again = 'left@norrkoping.example has no access any more.\n';
    for (let times = 0; times < 2; times += 1)
      expect(await cli('disable-person', 'Left@norrkoping.example')).toEqual({
        code: 0,
        out: again.replace('left', 'Left'),
        err: '',
      });
    expect(await left.ask('{ viewer { name } }')).toEqual({ viewer: null });
    expect(await askByToken(tavola.url, createApiToken.token, '{ viewer { name } }')).toEqual({
      viewer: null,
    });
    const events = await tavola.sql(`select count(*)::int from event where kind = 'person.disabled'`);
    expect(events).toEqual([{ count: 1 }]);
  });

  it('disable-person with an argument that it does not know ends nothing', async () => {
    const email = 'stays@norrkoping.example';
    await tavola.person(email);
    const stays = await tavola.signedIn(email);
    for (const more of ['--dry', 'other@norrkoping.example'])
      expect(await cli('disable-person', email, more)).toEqual({
        code: 2,
        out: '',
        err: 'Usage: npm run cli -- disable-person ADDRESS\n',
      });
    expect(await stays.ask('{ viewer { email } }')).toEqual({ viewer: { email } });
  });

  it('add-person refuses whose access was ended, until enable-person gives it back', async () => {
    const email = 'back@norrkoping.example';
    const id = await tavola.person(email);
    await tavola.sql('update person set may_create_projects = false, disabled_at = now() where id = $1', [
      id,
    ]);
    const state = async () =>
      (
        await tavola.sql(
          `select disabled_at is null as enabled, may_create_projects as may, (select count(*)::int from event e
             where e.subject_id = p.id and kind in ('person.added', 'person.enabled')) as told
           from person p where id = $1`,
          [id],
        )
      )[0];
    expect(await cli('add-person', 'Back', 'Back@norrkoping.example')).toEqual({
      code: 2,
      out: '',
      err: 'ADDRESS: the access of Back@norrkoping.example was ended. To give it back: npm run cli -- enable-person Back@norrkoping.example; then add-person once more.\n',
    });
    expect(await state()).toEqual({ enabled: false, may: false, told: 0 });
    expect(await cli('enable-person', email)).toEqual({ code: 0, out: `${email} can sign in.\n`, err: '' });
    expect(await state()).toEqual({ enabled: true, may: false, told: 1 });
    const again = await tavola.signedIn(email);
    expect(await again.ask('{ viewer { email } }')).toEqual({ viewer: { email } });
  });

  it.each([
    [['enable-person', 'nobody@norrkoping.example'], 'ADDRESS: nobody has nobody@norrkoping.example.\n'],
    [['disable-person', 'nobody@norrkoping.example'], 'ADDRESS: nobody has nobody@norrkoping.example.\n'],
    [['add-person'], 'Usage: npm run cli -- add-person NAME ADDRESS [LANGUAGE]\n'],
    [
      ['add-person', '\u200b', 'anna@norrkoping.example'],
      'NAME: between 1 and 200 characters on one line, and no web address.\n',
    ],
    [['add-person', 'Anna Ek', 'anna'], 'ADDRESS: anna is not one plain e-mail address.\n'],
    [
      ['add-person', 'Anna Ek', 'a@b.example', 'xx'],
      'LANGUAGE: one of en, sv, it, de, lv, hr, fi, not xx.\n',
    ],
    [['doctor', '--backup-days', '0'], '--backup-days: a whole number of days, such as 2.\n'],
    [
      ['dance'],
      'Usage: npm run cli -- migrate | add-person NAME ADDRESS [LANGUAGE] | disable-person ADDRESS | enable-person ADDRESS | doctor [--seal HASH] [--backup-days N] [--copy] [--json] | import FILE PROJECT MEETING ADDRESS [--last-item-minutes N] [--add] [--yes] | backup DIR | verify DIR | restore DIR | release-mail [--discard-before TIME] [--yes] | mail receive [--maildir DIR] | schema\n',
    ],
  ])('says what is wrong with %j', async (values, err) => {
    const before = await tavola.sql('select count(*) from person');
    expect(await cli(...values)).toEqual({ code: 2, out: '', err });
    expect(await tavola.sql('select count(*) from person')).toEqual(before);
  });
});
