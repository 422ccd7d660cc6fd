import { resolve } from 'node:path';
import { importAgenda } from '../imports/import-from-terminal.js';
import { SystemClock } from '../platform/time/clock.js';
import { command, withDatabase } from './command.js';

const options = {
  'last-item-minutes': { type: 'string' },
  add: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
} as const;

/** Says what is wrong with the file of an agenda; with `--yes`, imports it. Ends with 1 where there are errors. */
export const importFile = command({
  usage: 'import FILE PROJECT MEETING ADDRESS [--last-item-minutes N] [--add] [--yes]',
  words: [4, 4],
  options,
  run: async ([file = '', project = '', meeting = '', email = ''], terminal, given) => {
    const lastItemMinutes = minutesIn(given['last-item-minutes']);
    let isClean = false;
    await withDatabase(terminal, async (dataSource) => {
      const asked = { path: resolve(file), project, meeting, email, lastItemMinutes };
      const told = await importAgenda(dataSource, new SystemClock().now(), {
        ...asked,
        addToDraft: given.add,
        isMeant: given.yes,
      });
      for (const line of told.lines) terminal.say(line);
      if (told.isClean && !given.yes)
        terminal.say('Nothing was imported. Add --yes to accept the warnings and import.');
      if (!told.isClean) terminal.say('Nothing was imported. Mend the errors, then import the file again.');
      ({ isClean } = told);
    });
    return isClean ? 0 : 1;
  },
});

function minutesIn(text: string | undefined): number | null {
  if (text === undefined) return null;
  const minutes = Number(text);
  if (/^\d{1,3}$/.test(text) && minutes >= 5 && minutes <= 720) return minutes;
  throw new Error('--last-item-minutes: a whole number from 5 to 720, such as 60.');
}
