import { lstat, readFile, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../platform/log/log.js';
import { MOST_BYTES } from './incoming-mail.js';
import type { Receiver, Reception } from './receiver.js';

interface Mailbox {
  readonly directory: string;
  readonly receiver: Pick<Receiver, 'receive'>;
  readonly log: Log;
  readonly say: (line: string) => void;
}

/** For people to read: what nobody has taken is as unread as it came. */
const FLAGS: Readonly<Record<Reception, string>> = { TAKEN: 'S', IGNORED: 'S', REFUSED: '', LEFT: '' };

/**
 * Takes in what is new in a Maildir, the oldest first, and moves it from `new` to `cur`. One that cannot be taken in now
 * stays, is named, and is there for the next run.
 * @returns whether none stayed
 * @throws Error where the folder is no Maildir
 */
export async function receiveMaildir({ directory, receiver, log, say }: Mailbox): Promise<boolean> {
  const counts: Record<Reception, number> = { TAKEN: 0, IGNORED: 0, REFUSED: 0, LEFT: 0 };
  const stayed: string[] = [];
  await lstat(join(directory, 'cur'));
  for (const name of (await readdir(join(directory, 'new'))).toSorted()) {
    const path = join(directory, 'new', name);
    try {
      const { isFile, size } = await shapeOf(path);
      if (!isFile || name.startsWith('.')) continue;
      const reception = size > MOST_BYTES ? 'LEFT' : await receiver.receive(await readFile(path));
      await rename(path, join(directory, 'cur', `${name.split(':')[0]}:2,${FLAGS[reception]}`));
      counts[reception] += 1;
    } catch (error) {
      // Another program may have moved it meanwhile.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      log.failed('mail in', error, { file: name });
      stayed.push(name);
    }
  }
  const { TAKEN, IGNORED, REFUSED, LEFT } = counts;
  say(`${TAKEN} taken, ${IGNORED} ignored, ${REFUSED} refused, ${LEFT} left for people.`);
  for (const name of stayed) say(`${name} stays in new, to be tried again.`);
  return stayed.length === 0;
}

async function shapeOf(path: string): Promise<{ isFile: boolean; size: number }> {
  const stats = await lstat(path);
  return { isFile: stats.isFile(), size: stats.size };
}
