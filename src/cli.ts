import { dirname } from 'node:path';
import { addPerson } from './commands/add-person.js';
import { backup, restore, verify } from './commands/backup.js';
import type { Command, Terminal } from './commands/command.js';
import { disablePerson } from './commands/disable-person.js';
import { doctor } from './commands/doctor.js';
import { enablePerson } from './commands/enable-person.js';
import { migrate } from './commands/migrate.js';
import { releaseMail } from './commands/release-mail.js';
import { schema } from './commands/schema.js';
import { loadConfig } from './platform/config/config.js';

const commands: Readonly<Record<string, Command>> = {
  migrate,
  'add-person': addPerson,
  'disable-person': disablePerson,
  'enable-person': enablePerson,
  doctor,
  backup,
  verify,
  restore,
  'release-mail': releaseMail,
  schema,
};

const projectDir = dirname(dirname(import.meta.dirname));
const terminal: Terminal = {
  projectDir,
  config: () => loadConfig(process.env, projectDir),
  say: (line) => void process.stdout.write(`${line}\n`),
};

const [name = '', ...values] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
const usages = Object.values(commands).map(({ usage }) => usage);
try {
  if (!command) throw new Error(`Usage: npm run cli -- ${usages.join(' | ')}`);
  process.exitCode = (await command.run(values, terminal)) ?? 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
