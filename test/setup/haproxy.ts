import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { until } from './until.js';

/** Without retries: what a process drops is seen, and not mended by the proxy. */
const config = (port: number, statsPort: number, backends: readonly string[]): string => `
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  timeout check 3s
  retries 0
listen watch
  bind 127.0.0.1:${statsPort}
  stats enable
  stats uri /
frontend people
  bind 127.0.0.1:${port}
  default_backend tavola
backend tavola
  balance roundrobin
  option httpchk GET /health/ready
  default-server check inter 500ms fall 1 rise 1
${backends.map((url, index) => `  server app${index} ${new URL(url).host}`).join('\n')}
`;

/** The reverse proxy of Debian in front of several processes; asks each of them twice a second whether it is ready. */
export class Haproxy {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly statsUrl: string,
    private readonly folder: string,
  ) {}

  static isInstalled(): boolean {
    return spawnSync('haproxy', ['-v'], { stdio: 'ignore' }).status === 0;
  }

  static async start(backends: readonly string[]): Promise<Haproxy> {
    const [port, statsPort, folder] = [
      await freePort(),
      await freePort(),
      await mkdtemp(join(tmpdir(), 'tavola-haproxy-')),
    ];
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, config(port, statsPort, backends));
    const child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
    const proxy = new Haproxy(
      child,
      `http://127.0.0.1:${port}`,
      `http://127.0.0.1:${statsPort}/;csv`,
      folder,
    );
    await proxy.usesAll();
    return proxy;
  }

  /** Until it sends requests to each of them. */
  usesAll(): Promise<void> {
    return until(async () => {
      const table = await fetch(this.statsUrl).then(
        (answer) => answer.text(),
        () => '',
      );
      const states = [...table.matchAll(/^tavola,app\d+,.*$/gm)].map(([line]) => line.split(',')[17]);
      return states.length > 0 && states.every((state) => state === 'UP');
    });
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}
