import { addPerson as add } from '../accounts/add-person.js';
import { SystemClock } from '../platform/time/clock.js';
import { command, withDatabase } from './command.js';

/** Lets the first person of an installation in. */
export const addPerson = command({
  usage: 'add-person NAME ADDRESS [LANGUAGE]',
  words: [2, 3],
  options: {},
  run: async ([name = '', email = '', language = 'en'], terminal) => {
    const person = { name, email, language };
    await withDatabase(terminal, (dataSource) => add(dataSource, new SystemClock().now(), person));
    terminal.say(`${email} can sign in.`);
  },
});
