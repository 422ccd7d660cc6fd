import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { DateTime } from 'luxon';
import type { DataSource } from 'typeorm';
import { lockToArrange } from '../meetings/locked-meeting.js';
import { parseAddress } from '../accounts/address.js';
import { Person } from '../accounts/person.entity.js';
import { Meeting } from '../meetings/meeting.entity.js';
import { DomainError, UserErrorCode } from '../platform/graphql/user-errors.js';
import { Messages } from '../platform/i18n/messages.js';
import { extensionOf } from '../platform/storage/content-type.js';
import { RejectedFile } from '../platform/storage/rejected-file.js';
import { Project } from '../projects/project.entity.js';
import { viewerOfPerson } from '../viewers/viewers.js';
import { MOST_BYTES } from './import-uploads.js';
import { check } from './check.js';
import { PROBLEMS } from './problem.js';
import { putIntoDraft } from './put-into-draft.js';
import { IMPORTED, readAgendaFile } from './read-file.js';
import type { Source } from './source.js';
import { targetOf } from './target.js';

interface Asked {
  readonly path: string;
  /** Slugs. */
  readonly project: string;
  readonly meeting: string;
  /** Of whoever imports, who needs the same right as in the browser. */
  readonly email: string;
  readonly lastItemMinutes: number | null;
  readonly addToDraft: boolean;
  /** Whether it is to be imported, its warnings accepted; else it is only compared. */
  readonly isMeant: boolean;
}

/** What is said of a file, and whether it was, or could be, imported. */
export interface Told {
  readonly lines: readonly string[];
  readonly isClean: boolean;
}

/**
 * Compares a file with its meeting, and imports it where that is asked and nothing is wrong: all of it or nothing.
 * @throws Error with a message for whoever typed it
 */
export async function importAgenda(dataSource: DataSource, at: DateTime, asked: Asked): Promise<Told> {
  const messages = new Messages();
  try {
    const source = await sourceOf(asked.path);
    const person = await dataSource.manager.findOneBy(Person, { email: parseAddress(asked.email) ?? '' });
    if (!person) throw new Error(`ADDRESS: nobody has ${asked.email}.`);
    const viewer = await viewerOfPerson(dataSource, at, person.id);
    return await dataSource.transaction(async (manager) => {
      const project = await manager.findOneBy(Project, { slug: asked.project });
      const found =
        project && (await manager.findOneBy(Meeting, { projectId: project.id, slug: asked.meeting }));
      if (!found || !viewer.projects.includes(found.projectId))
        throw new Error(`MEETING: ${asked.email} sees no meeting ${asked.meeting} in ${asked.project}.`);
      const meeting = await lockToArrange(manager, viewer, found.id, ['MEETING']);
      const checked = check(source, await targetOf(manager, meeting, asked.lastItemMinutes));
      const lines = checked.problems.map(({ row, column, code, values }) => {
        const place = [row === null ? '' : `row ${row}`, column ?? ''].filter(Boolean).join(', ');
        const sentence = messages.say(viewer.language, `import.${code}`, values);
        return `${PROBLEMS[code]}${place && ` (${place})`}: ${sentence}`;
      });
      const errors = checked.problems.filter(({ code }) => PROBLEMS[code] === 'ERROR').length;
      const told = `${errors} errors, ${lines.length - errors} warnings, ${checked.items.length} lines.`;
      if (errors > 0 || !asked.isMeant) return { lines: [...lines, told], isClean: errors === 0 };
      const file = { source, fileName: basename(asked.path), checked };
      const { addToDraft } = asked;
      await putIntoDraft(manager, meeting, file, { viewer, at, messages, importId: null, addToDraft });
      return { lines: [...lines, told, 'Imported into the draft.'], isClean: true };
    });
  } catch (error) {
    if (error instanceof DomainError) {
      const said = messages.say('en', `error.${error.code}`, error.values);
      const here = error.code === UserErrorCode.DRAFT_NOT_EMPTY ? ' Here addToDraft is --add.' : '';
      throw new Error(said + here, { cause: error });
    }
    if (error instanceof RejectedFile)
      throw new Error(`FILE: ${messages.say('en', 'import.REFUSED', { reason: error.reason })}`, {
        cause: error,
      });
    throw error;
  }
}

async function sourceOf(path: string): Promise<Source> {
  if (!IMPORTED.includes(extensionOf(path)))
    throw new Error(`FILE: one that ends with .${IMPORTED.join(', .')}, not ${basename(path)}.`);
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  if (size === null) throw new Error(`FILE: there is no ${path}.`);
  if (size > MOST_BYTES) throw new Error(`FILE: at most ${MOST_BYTES} bytes, not ${size}.`);
  return readAgendaFile(path, path);
}
