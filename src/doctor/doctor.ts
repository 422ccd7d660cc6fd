import { backup } from './backup.js';
import { type Check, type Finding, type Ward, wrong } from './check.js';
import { clock } from './clock.js';
import { disk } from './disk.js';
import { files } from './files.js';
import { figures } from './figures.js';
import { grants } from './grants.js';
import { jobs } from './jobs.js';
import { mail } from './mail.js';
import { schema } from './schema.js';
import { seals } from './seals.js';

/** In the order in which one would look: what stands on a broken schema cannot be told. */
const CHECKS: readonly Check[] = [schema, grants, seals, figures, files, backup, mail, jobs, disk, clock];

export type Diagnosis = readonly (Finding & { readonly check: string })[];

/** Looks at everything, also when one look fails. Changes nothing. */
export async function examine(ward: Ward, checks: readonly Check[] = CHECKS): Promise<Diagnosis> {
  const diagnosis: (Finding & { check: string })[] = [];
  for (const { name, examine } of checks) {
    for (const finding of await examine(ward).catch(failed)) diagnosis.push({ check: name, ...finding });
  }
  return diagnosis;
}

const failed = (error: Error): readonly Finding[] => [
  wrong(`It could not be examined: ${error.message}`, 'Mend what this says, then run doctor again.'),
];

/** For people: one line for each finding, and below it what to do. */
export const inWords = (diagnosis: Diagnosis): string =>
  diagnosis
    .map((finding) => {
      const line = `${finding.state.toUpperCase().padEnd(6)} ${finding.check.padEnd(7)} ${finding.what}`;
      return finding.state === 'wrong' ? `${line}\n${' '.repeat(15)}To do: ${finding.toDo}` : line;
    })
    .join('\n');

export const isWell = (diagnosis: Diagnosis): boolean => diagnosis.every(({ state }) => state !== 'wrong');
