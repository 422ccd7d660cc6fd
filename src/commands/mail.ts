import type { Readable } from 'node:stream';
import { startReceiver } from '../application.js';
import { MOST_BYTES } from '../incoming/incoming-mail.js';
import { receiveMaildir } from '../incoming/maildir.js';
import type { Receiver } from '../incoming/receiver.js';
import { Log } from '../platform/log/log.js';
import { type Terminal, command, usageError, withUrls } from './command.js';

const usage = 'mail receive [--maildir DIR]';

/** What mail servers take as: not now, keep it and try again (EX_TEMPFAIL of sysexits.h). */
const LATER = 75;

/**
 * Takes in the mail on standard input, or those that are new in a Maildir. Whatever goes wrong ends with 75, so that no
 * mail is lost while the database is away; all else with 0, also what counts for nothing, since whoever is named as its
 * sender has perhaps not sent it.
 */
export const mail = command({
  usage,
  words: [1, 1],
  options: { maildir: { type: 'string' } },
  run: async ([what], terminal, { maildir }) => {
    if (what !== 'receive') throw usageError(usage);
    // All of it, whatever comes of it: a mail server that cannot write to the end takes that for a failure.
    const input = maildir === undefined ? await readTo(MOST_BYTES, process.stdin) : null;
    try {
      return (await withReceiver(terminal, async (receiver, log) => {
        if (maildir !== undefined) return receiveMaildir({ directory: maildir, receiver, log, ...terminal });
        if (input === null) log.info('mail in', { reception: 'LEFT', why: 'TOO_LARGE' });
        else await receiver.receive(input, arrivedAt(process.env));
        return true;
      }))
        ? 0
        : LATER;
    } catch (error) {
      terminal.say(`It is kept, and to be tried again: ${(error as Error).message}`);
      return LATER;
    }
  },
});

function withReceiver(
  { config, say }: Terminal,
  use: (receiver: Receiver, log: Log) => Promise<boolean>,
): Promise<boolean> {
  const read = config();
  return withUrls({ config: () => read, say }, async (urls) => {
    const log = Log.toStderr(read.logLevel);
    const started = await startReceiver(read, urls, log);
    try {
      return await use(started.receiver, log);
    } finally {
      await started.stop();
    }
  });
}

/** As Postfix says to what it delivers to (local(8)); other servers put it into the mail. */
const arrivedAt = ({ ORIGINAL_RECIPIENT, RECIPIENT }: NodeJS.ProcessEnv): string =>
  [ORIGINAL_RECIPIENT, RECIPIENT].filter(Boolean).join('\n');

/** null: there was more, which is read and forgotten. */
async function readTo(most: number, stream: Readable): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= most) chunks.push(chunk);
  }
  return size <= most ? Buffer.concat(chunks) : null;
}
