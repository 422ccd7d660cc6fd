import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { SMTPServer } from 'smtp-server';

/** Where a mail server can say no, before it has the message. */
export type Stage = 'greeting' | 'signIn' | 'sender' | 'recipient';

interface Refusal {
  readonly at: Stage;
  readonly code: number;
  readonly text: string;
}

/** A mail server that answers only when it is told to: it shows what happens while a mail is on its way. */
export class SlowSmtp {
  /** Message-IDs in the order in which the mails came. */
  readonly received: string[] = [];
  /** The whole of them. */
  readonly messages: string[] = [];
  private readonly waiting: ((error?: Error) => void)[] = [];
  private refusal: Refusal | undefined;

  private constructor(private readonly server: SMTPServer) {}

  static async start(): Promise<SlowSmtp> {
    const answer = (stage: Stage): Error | null => {
      const { refusal } = slow;
      if (refusal?.at !== stage) return null;
      return Object.assign(new Error(refusal.text), { responseCode: refusal.code });
    };
    const server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      onConnect: (_session, callback) => callback(answer('greeting')),
      onAuth: (_auth, _session, callback) => callback(answer('signIn'), { user: 'tavola' }),
      onMailFrom: (_address, _session, callback) => callback(answer('sender')),
      onRcptTo: (_address, _session, callback) => callback(answer('recipient')),
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, callback) => {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          slow.received.push(/^Message-ID: (.+)$/im.exec(text)?.[1]?.trim() ?? '');
          slow.messages.push(text);
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
    return `smtp://tavola:secret@127.0.0.1:${(this.server.server.address() as AddressInfo).port}`;
  }

  /** Accepts the mails that are on their way. */
  answer(): void {
    for (const accept of this.waiting.splice(0)) accept();
  }

  /** Refuses them, for now unless the code says otherwise. */
  refuse(responseCode = 451, text = 'Try again later'): void {
    const refusal = Object.assign(new Error(text), { responseCode });
    for (const answer of this.waiting.splice(0)) answer(refusal);
  }

  /** Lets no mail come as far as its message from now on; without a refusal, all do again. */
  refuseAt(refusal?: Refusal): void {
    this.refusal = refusal;
  }

  stop(): Promise<void> {
    this.answer();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}
