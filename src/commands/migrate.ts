import { command, withDatabase } from './command.js';

export const migrate = command({
  usage: 'migrate',
  words: [0, 0],
  options: {},
  run: async (_values, terminal) => {
    await withDatabase(terminal, async () => {});
    terminal.say('The database is up to date.');
  },
});
