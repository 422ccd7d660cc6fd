import { type Socket, connect } from 'node:net';

export interface Request {
  readonly path: string;
  readonly body: string;
  /** Of a signed-in browser. */
  readonly cookie?: string;
}

export interface Reply {
  readonly status: number;
  readonly body: Buffer;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/**
 * One kept-alive connection that asks and waits for the answer. No more HTTP than the servers here speak, so that
 * the two cores that they share with it are theirs.
 */
export class Connection {
  private received: Buffer[] = [];
  private length = 0;
  /** Of head and body of the answer, once the head is there. */
  private expected = 0;
  private head = '';
  private waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | null = null;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.waiting?.reject(error));
    socket.on('close', () => this.waiting?.reject(new Error('The server closed the connection.')));
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => resolve(new Connection(socket)));
    });
  }

  send({ path, body, cookie }: Request): Promise<Reply> {
    const sent = new Promise<Reply>((resolve, reject) => (this.waiting = { resolve, reject }));
    this.socket.write(
      `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\naccept-language: en\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
        `${cookie ? `cookie: tavola_session=${cookie}\r\n` : ''}\r\n${body}`,
    );
    return sent;
  }

  close(): void {
    this.socket.destroy();
  }

  private take(chunk: Buffer): void {
    this.received.push(chunk);
    this.length += chunk.length;
    if (this.expected === 0 && !this.readHead()) return;
    if (this.length < this.expected) return;
    const whole = Buffer.concat(this.received);
    const status = Number(this.head.slice(9, 12));
    const body = whole.subarray(this.head.length + END_OF_HEAD.length);
    this.received = [];
    this.length = this.expected = 0;
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve({ status, body });
  }

  private readHead(): boolean {
    const start = this.received.length === 1 ? (this.received[0] as Buffer) : Buffer.concat(this.received);
    const end = start.indexOf(END_OF_HEAD);
    if (end < 0) return false;
    this.head = start.toString('latin1', 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(this.head)?.[1];
    if (length === undefined) throw new Error(`An answer without content-length:\n${this.head}`);
    this.expected = end + END_OF_HEAD.length + Number(length);
    return true;
  }
}
