import { addPerson } from './add-person.js';
import { backup, restore, verify } from './backup.js';
import type { Command } from './command.js';
import { disablePerson } from './disable-person.js';
import { doctor } from './doctor.js';
import { enablePerson } from './enable-person.js';
import { importFile } from './import.js';
import { mail } from './mail.js';
import { migrate } from './migrate.js';
import { releaseMail } from './release-mail.js';
import { schema } from './schema.js';

/** By the name that one types. */
export const commands: Readonly<Record<string, Command>> = {
  migrate,
  'add-person': addPerson,
  'disable-person': disablePerson,
  'enable-person': enablePerson,
  doctor,
  import: importFile,
  backup,
  verify,
  restore,
  'release-mail': releaseMail,
  mail,
  schema,
};
