import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { callbackify } from 'node:util';
import { DateTime } from 'luxon';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { v7 as uuidv7 } from 'uuid';
import { isLoopbackAddress } from '../access/loopback.js';
import { parseEml, parseMail, toEml, type Envelope, type SunkMail } from './sunk-mail.js';

export interface SmtpSinkOptions {
  /** 0 takes a free port; see {@link SmtpSink.port}. */
  port: number;
  /** `127.0.0.1` (the default) or another loopback address; everything else is refused. */
  host?: string;
  /** Where mails are kept as `.eml` files; without it they live as long as the process. */
  directory?: string;
}

const MOST_MAILS = 500;
/** All messages together, in bytes: they are held in memory, beside the server and its budget of 300 MB. */
const MOST_BYTES = 64 * 1024 * 1024;
/** One message, in bytes, as common relays limit it. */
const MOST_BYTES_OF_ONE = 30 * 1024 * 1024;

/**
 * An SMTP server for development and tests that takes every mail and sends none on. It asks for no password and
 * speaks no TLS, so it listens on loopback only.
 */
export class SmtpSink {
  /** Newest first; an id is a UUIDv7, so ids sort by time of arrival. */
  private mails: SunkMail[] = [];
  private readonly waiting = new Set<(mail: SunkMail) => void>();
  private readonly server: SMTPServer;

  private constructor(private readonly directory: string | undefined) {
    this.server = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      logger: false,
      size: MOST_BYTES_OF_ONE,
      // A pooled client keeps its connection open; stopping does not wait for it any longer than this (ms).
      closeTimeout: 300,
      onData: callbackify((stream: SMTPServerDataStream, session: SMTPServerSession) =>
        this.receive(stream, session),
      ),
    });
  }

  /**
   * Reads the mails kept in `directory` and listens.
   * @throws Error when the host is not a loopback address, or the port is taken.
   */
  static async start({ port, host = '127.0.0.1', directory }: SmtpSinkOptions): Promise<SmtpSink> {
    if (!isLoopbackAddress(host)) {
      throw new Error(
        `The mail catcher listens on a loopback address only (127.0.0.1 or ::1), not on "${host}": it shows ` +
          'every mail, sign-in codes included, to whoever reaches it.',
      );
    }
    const sink = new SmtpSink(directory);
    await sink.listen(port, host);
    try {
      await sink.load();
    } catch (error) {
      await sink.stop();
      throw error;
    }
    return sink;
  }

  /** The port in use. */
  get port(): number {
    const address = this.server.server.address();
    if (address === null || typeof address === 'string') throw new Error('The mail catcher has stopped');
    return address.port;
  }

  /** All kept mails, newest first. */
  all(): readonly SunkMail[] {
    return this.mails;
  }

  find(id: string): SunkMail | undefined {
    return this.mails.find((mail) => mail.id === id);
  }

  /**
   * The newest kept mail that fits, or the next one that arrives.
   * @param timeoutMs how long to wait, in milliseconds
   * @throws Error when none came in time; it lists what did come.
   */
  waitFor(predicate: (mail: SunkMail) => boolean, timeoutMs = 5_000): Promise<SunkMail> {
    const kept = this.mails.find(predicate);
    if (kept) return Promise.resolve(kept);
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.waiting.delete(look);
        finish();
      };
      const look = (mail: SunkMail) => {
        try {
          if (predicate(mail)) settle(() => resolve(mail));
        } catch (error) {
          settle(() => reject(error));
        }
      };
      const timer = setTimeout(() => {
        const seen = this.mails.map((mail) => `"${mail.subject}" to ${mail.to.join(', ')}`).join('; ');
        settle(() => reject(new Error(`No such mail within ${timeoutMs} ms. Kept: ${seen || 'none'}`)));
      }, timeoutMs);
      this.waiting.add(look);
    });
  }

  /** Forgets all kept mails and deletes their files. */
  async clear(): Promise<void> {
    await this.drop(this.mails.splice(0));
  }

  /** Stops listening; the kept files stay. */
  async stop(): Promise<void> {
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private async listen(port: number, host: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: NodeJS.ErrnoException) => {
        reject(
          error.code === 'EADDRINUSE'
            ? new Error(
                `Port ${port} on ${host} is taken. Set SMTP_PORT to a free port for the mail catcher.`,
                {
                  cause: error,
                },
              )
            : error,
        );
      };
      this.server.once('error', refuse);
      this.server.listen(port, host, () => {
        this.server.off('error', refuse);
        // A client that breaks off is an 'error' event too, and without a listener it would end the process.
        this.server.on('error', () => undefined);
        resolve();
      });
    });
  }

  private async load(): Promise<void> {
    if (!this.directory) return;
    await mkdir(this.directory, { recursive: true });
    const ids = (await readdir(this.directory))
      .filter((name) => name.endsWith('.eml'))
      .map((name) => name.slice(0, -'.eml'.length));
    for (const id of ids) {
      // A file that somebody else put there is left alone: the inbox shows what this sink took.
      const mail = await parseEml(id, await readFile(this.fileOf(id))).catch(() => undefined);
      if (mail) this.mails.push(mail);
    }
    await this.tidy();
  }

  /** Keeps a mail and resolves with the answer to its sender. */
  private async receive(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    // Copied at once: smtp-server empties the session's envelope for the next mail of the same connection.
    const envelope: Envelope = {
      receivedAt: DateTime.utc().toISO(),
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: session.envelope.rcptTo.map(({ address }) => address),
    };
    const raw = await buffer(stream);
    if (stream.sizeExceeded) {
      throw Object.assign(new Error(`The mail is larger than ${MOST_BYTES_OF_ONE} bytes`), {
        responseCode: 552,
      });
    }
    const mail = await parseMail(uuidv7(), envelope, raw);
    if (this.directory) {
      // Whole or not at all: a process killed between the two lines leaves a .tmp file, which nobody reads.
      await writeFile(`${this.fileOf(mail.id)}.tmp`, toEml(envelope, raw), { mode: 0o600 });
      await rename(`${this.fileOf(mail.id)}.tmp`, this.fileOf(mail.id));
    }
    this.mails.push(mail);
    await this.tidy();
    for (const look of this.waiting) look(mail);
    return `kept as ${mail.id}`;
  }

  /** Restores the order and drops the oldest beyond the limits; the newest mail always stays. */
  private async tidy(): Promise<void> {
    this.mails.sort((a, b) => (a.id < b.id ? 1 : -1));
    let bytes = 0;
    const kept = this.mails.findIndex((mail, i) => {
      bytes += mail.raw.length;
      return i > 0 && (i >= MOST_MAILS || bytes > MOST_BYTES);
    });
    if (kept !== -1) await this.drop(this.mails.splice(kept));
  }

  private async drop(mails: SunkMail[]): Promise<void> {
    if (!this.directory) return;
    for (const mail of mails) await rm(this.fileOf(mail.id), { force: true });
  }

  private fileOf(id: string): string {
    return join(this.directory ?? '', `${id}.eml`);
  }
}
