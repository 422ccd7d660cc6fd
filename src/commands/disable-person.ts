import { disablePerson as disable } from '../accounts/disable-person.js';
import { SystemClock } from '../platform/time/clock.js';
import { command, withDatabase } from './command.js';

/** Ends all access of somebody, while the servers run. */
export const disablePerson = command({
  usage: 'disable-person ADDRESS',
  words: [1, 1],
  options: {},
  run: async ([email = ''], terminal) => {
    await withDatabase(terminal, (dataSource) => disable(dataSource, new SystemClock().now(), email));
    terminal.say(`${email} has no access any more.`);
  },
});
