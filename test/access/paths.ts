import type { Asking } from './asking.js';
import { principals } from './expectations.js';
import { PATHS } from './addresses.js';
import { PRINCIPALS, type Principal } from './people.js';
import type { Tally } from './tally.js';
import type { World } from './world.js';

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

/** The slugs of meetings are their names in the matrix. */
const projectOf = (meeting: string): string => (meeting === 'other' ? 'other' : 'evolaq');

/** Asks every path as everybody; where he may not, what is there answers to the letter as what is not. */
export async function walkPaths({ objects }: World, asking: Asking, tally: Tally): Promise<void> {
  for (const [path, rows] of Object.entries(PATHS)) {
    const [method = '', prefix = '', page] = path.split(' ');
    const at = (name: string, id?: string) => `${prefix}/${page ? `${projectOf(name)}/${name}/${page}` : id}`;
    const nothing = new Map<Principal, unknown>();
    for (const who of PRINCIPALS) nothing.set(who, await asking.path(who, method, at('none', NOBODYS_ID)));
    for (const [names, words] of Object.entries(rows))
      for (const name of names.split(', ')) {
        const [type = '', object = ''] = name.split(/ (.*)/);
        const seen = principals(words);
        if (tally.isEnough) return;
        for (const who of PRINCIPALS) {
          const found = await asking.path(who, method, at(object, objects[type]?.[object]));
          tally.check(
            `${who}: ${path}, ${name}`,
            found,
            seen.has(who) ? { status: 200, says: '' } : nothing.get(who),
          );
        }
      }
    for (const who of PRINCIPALS) {
      const isKnown = principals('signedIn').has(who) || !prefix.startsWith('/live');
      const { status } = nothing.get(who) as { status: number };
      tally.check(`${who}: ${path}, nothing`, status, isKnown ? 404 : 401);
    }
  }
}
