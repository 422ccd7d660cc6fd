import { access, constants, statfs } from 'node:fs/promises';
import { type Check, ok, wrong } from './check.js';

const GIB = 1024 ** 3;
/** Some large presentations, and what a database needs to stop in order. */
const LEAST_FREE = 2 * GIB;

/** Whether there is room for files. */
export const disk: Check = {
  name: 'disk',
  examine: async ({ storageDir }) => {
    const { bavail, bsize } = await statfs(storageDir);
    await access(storageDir, constants.W_OK);
    const free = bavail * bsize;
    const inWords = `${(free / GIB).toFixed(1)} GiB are free where files lie (${storageDir}).`;
    if (free >= LEAST_FREE) return [ok(inWords)];
    return [
      wrong(
        inWords,
        'Make room or move STORAGE_DIR; uploads that do not fit any more are refused and can be resumed.',
      ),
    ];
  },
};
