import { access, constants, statfs } from 'node:fs/promises';
import { type Check, type Finding, ok, wrong } from './check.js';

const GIB = 1024 ** 3;
/** Some large presentations, and what a database needs to stop in order. */
const LEAST_FREE = 2 * GIB;

/** Whether there is room for files. */
export const disk: Check = {
  name: 'disk',
  examine: async ({ storageDir }) => {
    try {
      const { bavail, bsize } = await statfs(storageDir);
      await access(storageDir, constants.W_OK);
      return [room(bavail * bsize, storageDir)];
    } catch (error) {
      return [unusable(error as NodeJS.ErrnoException, storageDir)];
    }
  },
};

function room(free: number, storageDir: string): Finding {
  const inWords = `${(free / GIB).toFixed(1)} GiB are free where files lie (${storageDir}).`;
  if (free >= LEAST_FREE) return ok(inWords);
  return wrong(
    inWords,
    'Make room or move STORAGE_DIR; uploads that do not fit any more are refused and can be resumed.',
  );
}

/** Whether the system said so of a folder. */
export const isNotThere = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'ENOENT' || code === 'ENOTDIR';

/** @throws the error itself, where it is none that an operator makes */
function unusable(error: NodeJS.ErrnoException, storageDir: string): Finding {
  if (isNotThere(error))
    return wrong(
      `There is no folder ${storageDir}, in which files are to lie.`,
      'Mount the disk that holds it, or set STORAGE_DIR to where it is now, the same for every process.',
    );
  if (error.code === 'EACCES' || error.code === 'EROFS')
    return wrong(
      `Nobody can write into ${storageDir}, in which files are to lie, as the user that runs this.`,
      'Run doctor as the user that runs Tavola. If it is that one: give him the folder (chown), or mount the disk for writing.',
    );
  throw error;
}
