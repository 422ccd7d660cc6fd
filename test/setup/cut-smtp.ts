import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a line is cut: in place of the greeting, or of the answer to this, in a handshake, or within a message. */
export const CUTS = ['greeting', 'EHLO', 'STARTTLS', 'handshake', 'MAIL', 'RCPT', 'DATA', 'message'] as const;
export type Cut = (typeof CUTS)[number];

const SAID_TO: Readonly<Record<string, string>> = {
  EHLO: '250-cut.example\r\n250 STARTTLS',
  STARTTLS: '220 2.0.0 Go ahead',
  DATA: '354 Go on',
};

/** A mail server that hangs up at one point of the conversation, which is over plain sockets so that it can. */
export class CutSmtp {
  private constructor(private readonly server: Server) {}

  /** @param isReset whether the line breaks (RST), or is closed in order */
  static async start(at: Cut, isReset: boolean): Promise<CutSmtp> {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      void talk(socket, at)
        .then(() => (isReset ? socket.resetAndDestroy() : socket.destroySoon()))
        .catch(() => socket.destroy());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new CutSmtp(server);
  }

  get url(): string {
    return `smtp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
    });
  }
}

/** Until the point at which the line is cut. */
async function talk(socket: Socket, at: Cut): Promise<void> {
  if (at === 'greeting') return;
  const hasTls = at === 'STARTTLS' || at === 'handshake';
  socket.write('220 cut.example ESMTP\r\n');
  let command = '';
  while (command !== at && command !== 'DATA') {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    // What comes after it is the client's part of the handshake.
    if (command === 'STARTTLS') return;
    command = /^\w+/.exec(chunk.toString('latin1'))?.[0] ?? '';
    if (command === at) return;
    const answer = command === 'EHLO' && !hasTls ? undefined : SAID_TO[command];
    socket.write(`${answer ?? '250 2.0.0 Ok'}\r\n`);
  }
  // It is not read any further, so that the client does not come to the end of a long message.
  socket.pause();
  await sleep(200);
}
