import { type Command, withDatabase } from './command.js';

export const migrate: Command = {
  usage: 'migrate',
  run: async (_values, terminal) => {
    await withDatabase(terminal, async () => {});
    terminal.say('The database is up to date.');
  },
};
