import { isIP, isIPv4, isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { LONGEST_MAILBOX } from '../email/reply-addresses.js';
import { LOG_LEVELS, type LogLevel } from '../log/log.js';

/** What the environment says, checked; frozen at every depth. */
export interface Config {
  /** `baseUrl` is an origin: no path and no slash at the end. */
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly baseUrl: string;
    /** Addresses and networks that X-Forwarded-* is believed of; of nobody else. */
    readonly trustedProxies: readonly string[];
  };
  readonly database:
    | { readonly kind: 'embedded'; readonly port: number | undefined }
    | { readonly kind: 'server'; readonly url: string; readonly ownerUrl: string };
  readonly mail:
    { readonly kind: 'sink'; readonly port: number } | { readonly kind: 'smtp'; readonly url: string };
  readonly mailFrom: string;
  /** Mailbox at which answers arrive, without a name. */
  readonly replyAddress: string;
  /** Whether what arrives there is read, as whoever names that mailbox says. */
  readonly areRepliesRead: boolean;
  /** Absolute path. */
  readonly storageDir: string;
  /** Undefined only in a demo: then the caller makes one and keeps it in `dataDir`. */
  readonly secretKey: string | undefined;
  /** Whether this process also runs the jobs. */
  readonly worker: boolean;
  /** In a demo `warn` unless told, so that the greeting stays in sight. */
  readonly logLevel: LogLevel;
  /** Opens /metrics; without it, it is open to this machine in a demo and to nobody elsewhere. */
  readonly metricsToken: string | undefined;
  /** Not in production, and both BASE_URL and HOST stay on this machine; only then may seeded sign-ins open. */
  readonly demo: boolean;
  readonly production: boolean;
  /** Absolute path of what the application keeps beside the project: the embedded database, generated secrets. */
  readonly dataDir: string;
}

/** The environment cannot be used. The message has one line per problem and repeats no values: some are secret. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
  }
}

const DEFAULT_MAIL_FROM = 'Tavola <tavola@localhost>';

type Environment = Readonly<Record<string, string | undefined>>;

const url = (schemes: readonly string[], what: string) =>
  z.string().refine((text) => schemes.includes(parsedUrl(text)?.protocol ?? ''), { error: what });

const port = (lowest: number) => {
  const error = `set it to a port, a whole number from ${lowest} to 65535`;
  return z.string().regex(/^\d+$/, { error, abort: true }).transform(Number).pipe(portNumber(lowest, error));
};
const portNumber = (lowest: number, error: string) => z.int({ error }).min(lowest, error).max(65_535, error);

const postgresUrl = url(
  ['postgres:', 'postgresql:'],
  'set it to postgres://user:password@host:5432/database, with special characters of the password percent-encoded',
);

/** Of a mailbox that `+` and a token can be put to. */
const ADDRESS = new RegExp(String.raw`^[\w.-]{1,${LONGEST_MAILBOX}}@[\w.-]+$`);

const variables = {
  NODE_ENV: z.enum(['production', 'development', 'test'], {
    error: 'set it to production, development or test, or leave it out',
  }),
  PORT: port(1),
  HOST: z.string().refine((host) => isIPv4(host) || isIPv6(host) || /^[a-z0-9][a-z0-9.-]*$/i.test(host), {
    error: 'set it to the address to listen on, such as 127.0.0.1 or 0.0.0.0, without a port',
  }),
  BASE_URL: z.string().refine(isOrigin, {
    error: 'set it to where people reach Tavola, such as https://tavola.example.org, without a path',
  }),
  TRUSTED_PROXY: z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .refine((parts) => parts.every(isNetwork), {
      error: 'set it to the address of the reverse proxy, such as 10.0.0.5, or to several, with commas',
    }),
  DATABASE_URL: postgresUrl,
  DATABASE_OWNER_URL: postgresUrl,
  DATABASE_PORT: port(1),
  SMTP_URL: url(
    ['smtp:', 'smtps:'],
    'set it to smtps://user:password@host:465, with special characters of the password percent-encoded',
  ).refine((text) => parsedUrl(text)?.hostname !== '', { error: 'name the host of the mail server' }),
  /** 0 takes a free one. */
  SMTP_PORT: port(0),
  STORAGE_DIR: z.string(),
  MAIL_FROM: z.string().regex(/^(?:[^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
    error: 'set it to an address, such as Tavola <tavola@example.org>',
  }),
  MAIL_REPLY_TO: z.string().regex(ADDRESS, {
    error: `set it to an address, such as tavola@example.org, with at most ${LONGEST_MAILBOX} signs before the @`,
  }),
  METRICS_TOKEN: z.string().regex(/^[\w.~+/-]{32,}$/, {
    error: 'set it to at least 32 letters and digits (openssl rand -hex 32)',
  }),
  SECRET_KEY: z.string().min(32, {
    error: 'set it to at least 32 random characters (openssl rand -hex 32)',
  }),
  WORKER: z.enum(['on', 'off'], { error: 'set it to on or off' }),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: 'set it to info or warn' }),
};

/**
 * Reads the environment; an empty variable counts as missing.
 *
 * What a demo opens (embedded PostgreSQL, mail sink and inbox, seeded sign-ins, a generated SECRET_KEY) has no
 * protection but the loopback address, so without a real one in its place nothing starts beyond this machine.
 *
 * @param projectDir absolute path of the project, below which data lies unless told otherwise
 * @throws ConfigError naming all problems at once
 */
export function loadConfig(env: Environment, projectDir: string): Config {
  const problems: string[] = [];
  const given = (name: keyof typeof variables): string | undefined => env[name]?.trim() || undefined;
  /** The value of a variable; undefined when it is missing, or wrong, which is then among the problems. */
  function read<N extends keyof typeof variables>(name: N): z.output<(typeof variables)[N]> | undefined {
    const text = given(name);
    if (text === undefined) return undefined;
    const result = z.safeParse<z.ZodType>(variables[name], text);
    if (result.success) return result.data as z.output<(typeof variables)[N]>;
    problems.push(`${name}: ${result.error.issues[0]?.message ?? 'correct it'}`);
    return undefined;
  }

  const production = read('NODE_ENV') === 'production';
  const httpPort = read('PORT') ?? 3000;
  const host = (read('HOST') ?? '127.0.0.1').toLowerCase();
  const baseUrl = new URL(read('BASE_URL') ?? `http://localhost:${httpPort}`).origin;
  const trustedProxies = Object.freeze(read('TRUSTED_PROXY') ?? []);
  const databaseUrl = read('DATABASE_URL');
  const ownerUrl = read('DATABASE_OWNER_URL');
  const databasePort = read('DATABASE_PORT');
  const smtpUrl = read('SMTP_URL');
  const smtpPort = read('SMTP_PORT') ?? 2525;
  const storageDir = read('STORAGE_DIR');
  const mailFrom = read('MAIL_FROM');
  const replyAddress = read('MAIL_REPLY_TO') ?? addressIn(mailFrom ?? DEFAULT_MAIL_FROM);
  if (given('MAIL_REPLY_TO') === undefined && !ADDRESS.test(replyAddress))
    problems.push(
      `MAIL_REPLY_TO: set it, since ${LONGEST_MAILBOX} signs are the most that answers leave before the @`,
    );
  const secretKey = read('SECRET_KEY');
  const worker = read('WORKER') !== 'off';
  const logLevel = read('LOG_LEVEL');
  const metricsToken = read('METRICS_TOKEN');

  const beyond = whyNoDemo(production, baseUrl, host);
  /** A variable that may be missing only in a demo. */
  const demand = (name: keyof typeof variables, what: string): void => {
    if (beyond !== undefined && given(name) === undefined) problems.push(`${name}: ${what}, and ${beyond}`);
  };
  demand('DATABASE_URL', 'set it to a PostgreSQL 15 to 18 server; the embedded one serves only this machine');
  demand('SMTP_URL', 'set it to a mail server; the built-in sink and its inbox serve only this machine');
  demand('MAIL_FROM', 'set it to the address that mails come from; the default serves only this machine');
  demand(
    'SECRET_KEY',
    'set it to at least 32 random characters (openssl rand -hex 32); a generated one serves only this machine',
  );
  if (given('DATABASE_OWNER_URL') !== undefined && given('DATABASE_URL') === undefined && !beyond) {
    problems.push('DATABASE_OWNER_URL: set DATABASE_URL too, or leave both out for the embedded PostgreSQL');
  }
  if (problems.length > 0) throw new ConfigError(problems);

  const dataDir = join(projectDir, '.data');
  return Object.freeze<Config>({
    http: Object.freeze({ host, port: httpPort, baseUrl, trustedProxies }),
    database: Object.freeze<Config['database']>(
      databaseUrl === undefined
        ? { kind: 'embedded', port: databasePort }
        : { kind: 'server', url: databaseUrl, ownerUrl: ownerUrl ?? databaseUrl },
    ),
    mail: Object.freeze<Config['mail']>(
      smtpUrl === undefined ? { kind: 'sink', port: smtpPort } : { kind: 'smtp', url: smtpUrl },
    ),
    mailFrom: mailFrom ?? DEFAULT_MAIL_FROM,
    replyAddress,
    areRepliesRead: given('MAIL_REPLY_TO') !== undefined,
    storageDir: storageDir === undefined ? join(dataDir, 'files') : resolve(projectDir, storageDir),
    secretKey,
    worker,
    logLevel: logLevel ?? (beyond === undefined ? 'warn' : 'info'),
    metricsToken,
    demo: beyond === undefined,
    production,
    dataDir,
  });
}

const addressIn = (from: string): string => /<(.+)>/.exec(from)?.[1] ?? from;

/** Why this is not a demo, as the end of a sentence; undefined when it is one. */
function whyNoDemo(production: boolean, baseUrl: string, host: string): string | undefined {
  if (production) return 'NODE_ENV is production';
  if (!isLoopbackName(new URL(baseUrl).hostname)) return 'BASE_URL is not on it';
  if (!isLoopbackHost(host)) return 'HOST lets other machines in';
  return undefined;
}

/** `hostname` as the URL standard normalises it, by which all digits and dots is an IPv4 address (section 3.5). */
function isLoopbackName(hostname: string): boolean {
  return hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackHost(hostname);
}

function isLoopbackHost(host: string): boolean {
  return (
    host === 'localhost' || host === '::1' || host === '[::1]' || (isIPv4(host) && host.startsWith('127.'))
  );
}

/** An address, or a network such as 10.0.0.0/24. One of all addresses would believe everybody. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

function isOrigin(text: string): boolean {
  const at = parsedUrl(text);
  return at !== undefined && /^https?:$/.test(at.protocol) && /^https?:\/\/[^/?#@\\\s]+\/?$/i.test(text);
}

function parsedUrl(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}
