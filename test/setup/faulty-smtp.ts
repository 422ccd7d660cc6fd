import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.js';

/** The ways in which mail servers fail, from the first packet to the last answer. */
export const FAULTS = [
  'refuse the connection',
  'greet late',
  '421 in place of a greeting',
  'cut in STARTTLS',
  '450 to the recipient',
  '550 to the recipient',
  '552 to the message',
  'reset after 354',
  'close before the final dot',
  'close after the final dot',
  'hang after the final dot',
  '250 after a long time',
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
  /** As it stands in the header; empty where the message did not come so far. */
  readonly subject: string;
  /** Whether a copy is in our hands now. */
  readonly taken: boolean;
  readonly fault: Fault | null;
  /** Whether it came over TLS. */
  readonly isSecure: boolean;
}

interface Settings {
  /** How this connection shall fail; null: not at all. */
  readonly faultOf: () => Fault | null;
  /** How long a mail takes to be taken, ms. */
  readonly takesMs?: number;
  /** Which connections are offered STARTTLS (RFC 3207), beside those that shall be cut in it. */
  readonly tls?: { readonly certificate: Certificate; readonly isOffered: () => boolean };
}

/** Longer than any patience of whoever tries this. */
const TOO_LONG_MS = 30_000;
/** Long, but within the patience of whoever tries this. */
const LONG_MS = 1_000;

/**
 * A mail server over plain sockets, so that it can fail in ways in which no library lets it, and write down what it took
 * even where it never said so.
 */
export class FaultySmtp {
  readonly attempts: Attempt[] = [];
  /** In which ways connections have failed. */
  readonly failed = new Set<Fault>();
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
    if (fault) this.failed.add(fault);
    if (fault === 'refuse the connection') return void socket.resetAndDestroy();
    if (fault === '421 in place of a greeting') return void socket.end('421 4.3.2 Too busy\r\n');
    if (fault === 'greet late') await sleep(TOO_LONG_MS, undefined, { ref: false });
    if (fault === 'answer byte by byte') return dribble(socket, '220 slow.example ESMTP\r\n');
    const { tls } = this.settings;
    const offersTls = tls !== undefined && (fault === 'cut in STARTTLS' || tls.isOffered());
    socket.write('220 double.example ESMTP\r\n');
    const asksForTls = await this.talk({ plain: socket, socket, fault, offersTls });
    if (!asksForTls) return;
    if (fault === 'cut in STARTTLS') return void socket.once('data', () => socket.destroy());
    const secure = new TLSSocket(socket, { isServer: true, ...tls?.certificate });
    secure.on('error', () => socket.destroy());
    await this.talk({ plain: socket, socket: secure, fault, offersTls: false });
  }

  /** Returns whether the client now wants to go on over TLS. */
  private async talk(session: Session): Promise<boolean> {
    const { plain, socket, fault, offersTls } = session;
    const say = (line: string) => void socket.write(`${line}\r\n`);
    let recipient = '';
    let text: string | null = null;
    for await (const line of linesOf(socket)) {
      if (text !== null) {
        if (line !== '.') {
          text += `${line}\n`;
          if (fault !== 'close before the final dot') continue;
          socket.destroySoon();
          return false;
        }
        const messageId = /^Message-ID: (\S+)/im.exec(text)?.[1] ?? '';
        const subject = /^Subject: (.*)$/im.exec(text)?.[1] ?? '';
        text = null;
        await this.finish(session, { recipient, messageId, subject });
      } else if (/^(EHLO|HELO)/i.test(line)) {
        if (offersTls) say('250-double.example\r\n250 STARTTLS');
        else say('250 double.example');
      } else if (offersTls && /^STARTTLS/i.test(line)) {
        say('220 2.0.0 Go ahead');
        return true;
      } else if (/^MAIL FROM/i.test(line)) say(fault === 'answer garbage' ? 'xyzzy ¿?' : '250 2.1.0 Ok');
      else if (/^RCPT TO/i.test(line)) {
        recipient = /<(.*)>/.exec(line)?.[1] ?? '';
        if (fault === '450 to the recipient') say('450 4.2.0 Greylisted');
        else if (fault === '550 to the recipient') {
          this.note(session, { recipient, messageId: '', subject: '' }, false);
          say('550 5.1.1 No such user');
        } else say('250 2.1.5 Ok');
      } else if (/^DATA/i.test(line)) {
        text = '';
        say('354 Go on');
        if (fault === 'reset after 354') plain.resetAndDestroy();
      } else if (/^QUIT/i.test(line)) {
        say('221 2.0.0 Bye');
        socket.destroySoon();
        return false;
      } else say('250 2.0.0 Ok');
    }
    return false;
  }

  private async finish(session: Session, message: Message): Promise<void> {
    const { socket, fault } = session;
    // A fault that is none after the dot is undefined here, and not null.
    const given = fault === null ? undefined : AFTER_THE_DOT[fault];
    const answer = given === undefined ? '250 2.0.0 Taken' : given;
    if (this.settings.takesMs) await sleep(this.settings.takesMs);
    this.note(session, message, answer === null || answer.startsWith('250'));
    if (fault === '250 after a long time') await sleep(LONG_MS, undefined, { ref: false });
    if (fault === 'close after the final dot') socket.end();
    else if (answer !== null) socket.write(`${answer}\r\n`);
  }

  private note({ socket, plain, fault }: Session, message: Message, taken: boolean): void {
    this.attempts.push({ ...message, taken, fault, isSecure: socket !== plain });
  }
}

type Message = Pick<Attempt, 'recipient' | 'messageId' | 'subject'>;

/** What is said over one connection, or over the TLS in it. */
interface Session {
  readonly plain: Socket;
  readonly socket: Socket;
  readonly fault: Fault | null;
  readonly offersTls: boolean;
}

/** null: no answer, though the mail was taken. */
const AFTER_THE_DOT: Partial<Record<Fault, string | null>> = {
  'close after the final dot': null,
  'hang after the final dot': null,
  '451 after the final dot': '451 4.3.0 Try again later',
  '552 to the message': '552 5.3.4 Too large',
  '554 after the final dot': '554 5.7.1 Looks like spam',
};

async function dribble(socket: Socket, text: string): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed) return;
    socket.write(byte);
    await sleep(1_000, undefined, { ref: false });
  }
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let rest = '';
  // Whoever stops to read may go on in another way, such as over TLS.
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    rest += (chunk as Buffer).toString('latin1');
    const lines = rest.split('\r\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
