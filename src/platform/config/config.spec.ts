import { describe, expect, it } from '@jest/globals';

import { ConfigError, loadConfig } from './config.js';

const PROJECT = '/srv/tavola';
const KEY = 'k3y'.repeat(12);
const SERVER = {
  NODE_ENV: 'production',
  HOST: '0.0.0.0',
  BASE_URL: 'https://tavola.example.org',
  DATABASE_URL: 'postgres://app:pw@db:5432/tavola',
  SMTP_URL: 'smtps://user:pw@mail.example.org:465',
  MAIL_FROM: 'Tavola <tavola@example.org>',
  SECRET_KEY: KEY,
};
const DEMO = {
  http: { host: '127.0.0.1', port: 3000, baseUrl: 'http://localhost:3000', trustedProxies: [] },
  database: { kind: 'embedded', port: undefined },
  mail: { kind: 'sink', port: 2525 },
  mailFrom: 'Tavola <tavola@localhost>',
  replyAddress: 'tavola@localhost',
  areRepliesRead: false,
  storageDir: '/srv/tavola/.data/files',
  secretKey: undefined,
  worker: true,
  logLevel: 'warn',
  metricsToken: undefined,
  demo: true,
  production: false,
  dataDir: '/srv/tavola/.data',
};

const load = (env: Record<string, string | undefined>) => loadConfig(env, PROJECT);

/** The lines of the refusal; none when there is no refusal. */
function problemsOf(env: Record<string, string | undefined>): string[] {
  try {
    load(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

/** The refusals of everything that only a demo may leave out. */
const refusals = (why: string): string[] => [
  `DATABASE_URL: set it to a PostgreSQL 15 to 18 server; the embedded one serves only this machine, and ${why}`,
  `SMTP_URL: set it to a mail server; the built-in sink and its inbox serve only this machine, and ${why}`,
  `MAIL_FROM: set it to the address that mails come from; the default serves only this machine, and ${why}`,
  `SECRET_KEY: set it to at least 32 random characters (openssl rand -hex 32); a generated one serves only this machine, and ${why}`,
];

describe('loadConfig', () => {
  it('needs nothing for a demo', () => {
    expect(load({})).toEqual(DEMO);
  });

  it('takes an empty variable for a missing one', () => {
    expect(load({ PORT: '', DATABASE_URL: ' ', SECRET_KEY: '', NODE_ENV: '' })).toEqual(DEMO);
  });

  it('reads a server', () => {
    expect(
      load({
        ...SERVER,
        PORT: '8080',
        TRUSTED_PROXY: '10.0.0.5, 2001:db8::/64',
        DATABASE_OWNER_URL: 'postgres://owner:pw@db:5432/tavola',
        STORAGE_DIR: '/data',
        WORKER: 'off',
        LOG_LEVEL: 'warn',
        METRICS_TOKEN: KEY,
      }),
    ).toEqual({
      http: {
        host: '0.0.0.0',
        port: 8080,
        baseUrl: 'https://tavola.example.org',
        trustedProxies: ['10.0.0.5', '2001:db8::/64'],
      },
      database: {
        kind: 'server',
        url: 'postgres://app:pw@db:5432/tavola',
        ownerUrl: 'postgres://owner:pw@db:5432/tavola',
      },
      mail: { kind: 'smtp', url: 'smtps://user:pw@mail.example.org:465' },
      mailFrom: 'Tavola <tavola@example.org>',
      replyAddress: 'tavola@example.org',
      areRepliesRead: false,
      storageDir: '/data',
      secretKey: KEY,
      worker: false,
      logLevel: 'warn',
      metricsToken: KEY,
      demo: false,
      production: true,
      dataDir: '/srv/tavola/.data',
    });
  });

  it('reads what a demo may choose', () => {
    expect(
      load({ PORT: '4000', DATABASE_PORT: '5499', SMTP_PORT: '0', STORAGE_DIR: 'blobs', HOST: '::1' }),
    ).toEqual({
      ...DEMO,
      http: { host: '::1', port: 4000, baseUrl: 'http://localhost:4000', trustedProxies: [] },
      database: { kind: 'embedded', port: 5499 },
      mail: { kind: 'sink', port: 0 },
      storageDir: '/srv/tavola/blobs',
    });
  });

  it.each(['proxy', '10.0.0.5/33', '0.0.0.0/0', '10.0.0.5,', '10.0.0.5/24/8', '::/0', 'true'])(
    'does not believe %s as a proxy',
    (value) => {
      expect(problemsOf({ TRUSTED_PROXY: value })).toEqual([
        'TRUSTED_PROXY: set it to the address of the reverse proxy, such as 10.0.0.5, or to several, with commas',
      ]);
    },
  );

  it('migrates through DATABASE_URL when there is no owner', () => {
    expect(load({ DATABASE_URL: 'postgresql://db/tavola' }).database).toEqual({
      kind: 'server',
      url: 'postgresql://db/tavola',
      ownerUrl: 'postgresql://db/tavola',
    });
  });

  it('is frozen at every depth', () => {
    const config = load(SERVER);
    expect([config, config.http, config.database, config.mail].map((part) => Object.isFrozen(part))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it.each([
    ['http://LOCALHOST:3000/', 'http://localhost:3000'],
    ['http://tavola.localhost', 'http://tavola.localhost'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['http://127.1.2.3', 'http://127.1.2.3'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('takes %s for this machine', (BASE_URL, baseUrl) => {
    expect(load({ BASE_URL })).toEqual({ ...DEMO, http: { ...DEMO.http, baseUrl } });
  });

  it.each([
    'https://tavola.example.org',
    'http://localhost.example.org',
    'http://127.0.0.1.example.org',
    'http://127-0-0-1.example.org',
    'http://notlocalhost',
    'http://0.0.0.0',
    'http://192.168.0.7',
    'http://[::]',
  ])('refuses a demo at %s', (BASE_URL) => {
    expect(problemsOf({ BASE_URL })).toEqual(refusals('BASE_URL is not on it'));
  });

  it.each(['0.0.0.0', '::', '192.168.0.7', 'tavola.example.org', '127.example.org'])(
    'refuses a demo that listens on %s',
    (HOST) => {
      expect(problemsOf({ HOST })).toEqual(refusals('HOST lets other machines in'));
    },
  );

  it('refuses a demo in production, on this machine too', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual(refusals('NODE_ENV is production'));
  });

  it('is no demo beyond this machine even when nothing is missing', () => {
    expect([
      load({ ...SERVER, BASE_URL: 'http://localhost', HOST: undefined }).demo,
      load({ ...SERVER, NODE_ENV: 'test', HOST: undefined }).demo,
      load({ ...SERVER, NODE_ENV: 'test', BASE_URL: undefined }).demo,
      load({ ...SERVER, NODE_ENV: 'test', BASE_URL: undefined, HOST: undefined }).demo,
    ]).toEqual([false, false, false, true]);
  });

  it.each(['DATABASE_URL', 'SMTP_URL', 'MAIL_FROM', 'SECRET_KEY'])('refuses a server without %s', (name) => {
    expect(problemsOf({ ...SERVER, [name]: undefined })).toEqual(
      refusals('NODE_ENV is production').filter((line) => line.startsWith(`${name}:`)),
    );
  });

  it('refuses an owner of the embedded database', () => {
    expect(problemsOf({ DATABASE_OWNER_URL: 'postgres://db/tavola' })).toEqual([
      'DATABASE_OWNER_URL: set DATABASE_URL too, or leave both out for the embedded PostgreSQL',
    ]);
  });

  it.each([
    ['PORT', ['0', '65536', '3000x', '-1', '3e3', '1.5']],
    ['DATABASE_PORT', ['0', '70000', 'five']],
    ['SMTP_PORT', ['65536', 'x']],
    ['HOST', ['127.0.0.1:3000', 'http://localhost', 'a b', '[::1]']],
    [
      'BASE_URL',
      [
        'localhost:3000',
        'ftp://localhost',
        'http://localhost/tavola',
        'http://localhost/?a',
        'http://localhost#a',
        'http://me:pw@localhost',
        'http://',
        'http://local\thost',
      ],
    ],
    ['DATABASE_URL', ['mysql://db/tavola', 'db', 'postgres://app:p#w@db/tavola']],
    ['DATABASE_OWNER_URL', ['http://db']],
    ['SMTP_URL', ['mail.example.org:25', 'https://mail.example.org', 'smtp://']],
    ['MAIL_FROM', ['Tavola', 'Tavola <tavola>', 'a@b\r\nBcc: c@d', 'a@b, c@d']],
    ['SECRET_KEY', ['short', 'k'.repeat(31)]],
    ['WORKER', ['yes', 'ON']],
    ['METRICS_TOKEN', ['short', 'k'.repeat(31), `${KEY} ${KEY}`]],
    ['LOG_LEVEL', ['debug', 'error', 'silent']],
    ['NODE_ENV', ['prod', 'Production', 'staging']],
  ])('refuses %s that cannot be used', (name, values) => {
    const names = values.map((value) =>
      problemsOf({ DATABASE_URL: 'postgres://db/tavola', [name]: value }).map((line) => line.split(': ')[0]),
    );
    expect(names).toEqual(values.map(() => [name]));
  });

  it('tells many problems at once, in whole sentences and without a value', () => {
    const env = {
      NODE_ENV: 'prod',
      PORT: '99999',
      HOST: '0.0.0.0:80',
      BASE_URL: 'https://tavola.example.org/app',
      DATABASE_URL: 'mysql://root:hunter2@db',
      DATABASE_OWNER_URL: 'hunter3',
      DATABASE_PORT: 'x',
      SMTP_URL: 'http://user:hunter4@mail',
      SMTP_PORT: '-1',
      MAIL_FROM: 'hunter5',
      SECRET_KEY: 'hunter6',
      WORKER: '1',
      LOG_LEVEL: 'off',
      METRICS_TOKEN: 'hunter7',
    };
    expect(problemsOf(env)).toEqual([
      'NODE_ENV: set it to production, development or test, or leave it out',
      'PORT: set it to a port, a whole number from 1 to 65535',
      'HOST: set it to the address to listen on, such as 127.0.0.1 or 0.0.0.0, without a port',
      'BASE_URL: set it to where people reach Tavola, such as https://tavola.example.org, without a path',
      'DATABASE_URL: set it to postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
      'DATABASE_OWNER_URL: set it to postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
      'DATABASE_PORT: set it to a port, a whole number from 1 to 65535',
      'SMTP_URL: set it to smtps://user:password@host:465, with special characters of the password percent-encoded',
      'SMTP_PORT: set it to a port, a whole number from 0 to 65535',
      'MAIL_FROM: set it to an address, such as Tavola <tavola@example.org>',
      'SECRET_KEY: set it to at least 32 random characters (openssl rand -hex 32)',
      'WORKER: set it to on or off',
      'LOG_LEVEL: set it to info or warn',
      'METRICS_TOKEN: set it to at least 32 letters and digits (openssl rand -hex 32)',
    ]);
  });

  it('tells what is wrong and what is missing together', () => {
    expect(problemsOf({ NODE_ENV: 'production', PORT: 'x', SECRET_KEY: 'short' })).toEqual([
      'PORT: set it to a port, a whole number from 1 to 65535',
      'SECRET_KEY: set it to at least 32 random characters (openssl rand -hex 32)',
      ...refusals('NODE_ENV is production').slice(0, 3),
    ]);
  });
});
