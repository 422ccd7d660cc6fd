import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** A mail server that answers only when it is told to: it shows what happens while a mail is on its way. */
export class SlowSmtp {
  /** Message-IDs in the order in which the mails came. */
  readonly received: string[] = [];
  private readonly waiting: ((error?: Error) => void)[] = [];

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<SlowSmtp> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, callback) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          slow.received.push(/^Message-ID: (.+)$/im.exec(text)?.[1]?.trim() ?? '');
          slow.waiting.push(callback);
        });
      },
    });
    const slow = new SlowSmtp(server);
    server.on('error', () => undefined);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return slow;
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** Accepts the mails that are on their way. */
  answer(): void {
    for (const accept of this.waiting.splice(0)) accept();
  }

  /** Refuses them for now. */
  refuse(): void {
    const busy = Object.assign(new Error('Try again later'), { responseCode: 451 });
    for (const answer of this.waiting.splice(0)) answer(busy);
  }

  stop(): Promise<void> {
    this.answer();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}
