import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The ways in which mail servers fail, from the first packet to the last answer. */
export const FAULTS = [
  'refuse the connection',
  'greet late',
  '421 in place of a greeting',
  '450 to the recipient',
  '550 to the recipient',
  '552 to the message',
  'reset after 354',
  'close before the final dot',
  'close after the final dot',
  'hang after the final dot',
  '451 after the final dot',
  '554 after the final dot',
  'answer byte by byte',
  'answer garbage',
] as const;
export type Fault = (typeof FAULTS)[number];

/** One that came to an end: what became of one mail. */
export interface Attempt {
  readonly recipient: string;
  readonly messageId: string;
  /** Whether a copy is in our hands now. */
  readonly taken: boolean;
  readonly fault: Fault | null;
}

interface Settings {
  /** How this connection shall fail; null: not at all. */
  readonly faultOf: () => Fault | null;
  /** How long a mail takes to be taken, ms. */
  readonly takesMs?: number;
}

/** Longer than any patience of whoever tries this. */
const TOO_LONG_MS = 30_000;

/**
 * A mail server over plain sockets, so that it can fail in ways in which no library lets it, and write down what it took
 * even where it never said so.
 */
export class FaultySmtp {
  readonly attempts: Attempt[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly settings: Settings,
  ) {}

  static async start(settings: Settings): Promise<FaultySmtp> {
    const server = createServer((socket) => {
      smtp.sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => smtp.sockets.delete(socket));
      void smtp.serve(socket).catch(() => socket.destroy());
    });
    const smtp = new FaultySmtp(server, settings);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return smtp;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Attempts in which a copy was taken, by Message-ID. */
  copies(): Map<string, Attempt[]> {
    return Map.groupBy(
      this.attempts.filter(({ taken }) => taken),
      ({ messageId }) => messageId,
    );
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(socket: Socket): Promise<void> {
    const fault = this.settings.faultOf();
    const say = (line: string) => void socket.write(`${line}\r\n`);
    if (fault === 'refuse the connection') return void socket.resetAndDestroy();
    if (fault === '421 in place of a greeting') return void socket.end('421 4.3.2 Too busy\r\n');
    if (fault === 'greet late') await sleep(TOO_LONG_MS, undefined, { ref: false });
    if (fault === 'answer byte by byte') return dribble(socket, '220 slow.example ESMTP\r\n');
    say('220 double.example ESMTP');
    await this.talk(socket, fault, say);
  }

  private async talk(socket: Socket, fault: Fault | null, say: (line: string) => void): Promise<void> {
    let recipient = '';
    let text: string | null = null;
    for await (const line of linesOf(socket)) {
      if (text !== null) {
        if (line !== '.') {
          text += `${line}\n`;
          if (fault === 'close before the final dot') return void socket.end();
          continue;
        }
        const messageId = /^Message-ID: (\S+)/im.exec(text)?.[1] ?? '';
        text = null;
        await this.finish(socket, { recipient, messageId, fault }, say);
      } else if (/^(EHLO|HELO)/i.test(line)) say('250 double.example');
      else if (/^MAIL FROM/i.test(line)) say(fault === 'answer garbage' ? 'xyzzy ¿?' : '250 2.1.0 Ok');
      else if (/^RCPT TO/i.test(line)) {
        recipient = /<(.*)>/.exec(line)?.[1] ?? '';
        if (fault === '450 to the recipient') say('450 4.2.0 Greylisted');
        else if (fault === '550 to the recipient') {
          this.attempts.push({ recipient, messageId: '', taken: false, fault });
          say('550 5.1.1 No such user');
        } else say('250 2.1.5 Ok');
      } else if (/^DATA/i.test(line)) {
        text = '';
        say('354 Go on');
        if (fault === 'reset after 354') return void socket.resetAndDestroy();
      } else if (/^QUIT/i.test(line)) return void socket.end('221 2.0.0 Bye\r\n');
      else say('250 2.0.0 Ok');
    }
  }

  private async finish(
    socket: Socket,
    mail: Omit<Attempt, 'taken'>,
    say: (line: string) => void,
  ): Promise<void> {
    const answer = AFTER_THE_DOT[mail.fault as keyof typeof AFTER_THE_DOT] ?? '250 2.0.0 Taken';
    if (this.settings.takesMs) await sleep(this.settings.takesMs);
    this.attempts.push({ ...mail, taken: answer === null || answer.startsWith('250') });
    if (mail.fault === 'close after the final dot') socket.end();
    else if (answer !== null) say(answer);
  }
}

/** null: no answer, though the mail was taken. */
const AFTER_THE_DOT = {
  'close after the final dot': null,
  'hang after the final dot': null,
  '451 after the final dot': '451 4.3.0 Try again later',
  '552 to the message': '552 5.3.4 Too large',
  '554 after the final dot': '554 5.7.1 Looks like spam',
} as const;

async function dribble(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(1_000, undefined, { ref: false });
  }
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of socket) {
    rest += (chunk as Buffer).toString('latin1');
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
