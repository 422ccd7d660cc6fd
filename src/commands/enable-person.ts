import { enablePerson as enable } from '../accounts/enable-person.js';
import { SystemClock } from '../platform/time/clock.js';
import { command, withDatabase } from './command.js';

/** Lets somebody sign in again whose access was ended. */
export const enablePerson = command({
  usage: 'enable-person ADDRESS',
  words: [1, 1],
  options: {},
  run: async ([email = ''], terminal) => {
    await withDatabase(terminal, (dataSource) => enable(dataSource, new SystemClock().now(), email));
    terminal.say(`${email} can sign in.`);
  },
});
