import { PRINCIPALS, type Principal, type Token } from './people.js';
import { TYPES, WORDS } from './matrix.js';
import { SMALL_GROUPS } from './small-groups.js';
import { remembered } from './remembered.js';

/** Scopes as the world makes them. */
const WITHOUT_PERSONAL: readonly Principal[] = ['tokenRead', 'tokenWrite'] satisfies Token[];
const WITHOUT_WRITE: readonly Principal[] = ['tokenRead', 'tokenPersonal'] satisfies Token[];

export const readsPersonal = (who: Principal): boolean => !WITHOUT_PERSONAL.includes(who);
export const mayWrite = (who: Principal): boolean => !WITHOUT_WRITE.includes(who);

/** The principals that some words of the matrix stand for, such as `project but desk`. @throws Error for a word that means nobody */
export function principals(words: string): ReadonlySet<Principal> {
  const [some = '', others] = words.split(' but ');
  if (others !== undefined) {
    const without = principals(others);
    return new Set([...principals(some)].filter((who) => !without.has(who)));
  }
  const all = words
    .split(/\s+/)
    .filter(Boolean)
    .flatMap((word): Principal[] => {
      const meaning = WORDS[word];
      if (meaning !== undefined) {
        // `lead` is among what `lead` stands for.
        const parts = meaning
          .split(' ')
          .map((part) => (part === word ? [part as Principal] : [...principals(part)]));
        return parts.flat();
      }
      if (!PRINCIPALS.includes(word as Principal))
        throw new Error(`The matrix speaks of ${word}, who is nobody.`);
      return [word as Principal];
    });
  return new Set(all);
}

/** A row of the matrix that is about something of this name. @throws Error where there is none, or two */
function about<Rule>(rows: Readonly<Record<string, Rule>>, name: string, what: string): Rule {
  const found = Object.entries(rows).filter(([names]) => names.split(', ').includes(name));
  if (found.length !== 1) throw new Error(`${what} ${name}: ${found.length} rows in the matrix`);
  return (found[0] as [string, Rule])[1];
}

/** The matrix, looked up; each rule is worked out once. */
export class Expectations {
  private readonly known = new Map<string, ReadonlySet<Principal>>();

  /** Whether he sees the row of this type that the matrix calls so. */
  seesRow(who: Principal, type: string, name: string): boolean {
    return this.once(`${type} ${name}`, () => principals(about(rule(type).rows, name, type))).has(who);
  }

  /** Whether he sees the field, of a row that he sees. */
  seesField(who: Principal, type: string, name: string, field: string): boolean {
    const { personal = '', narrower } = rule(type);
    if (personal.split(' ').includes(field) && !readsPersonal(who)) return false;
    const words = narrower?.[field];
    if (words === undefined) return true;
    return this.once(`${type} ${name} ${field}`, () =>
      typeof words === 'string'
        ? this.rowBut(type, name, words)
        : principals(about(words, name, `${type}.${field} of`)),
    ).has(who);
  }

  /** Whether he is told of groups under three by gender or age. */
  seesSmallGroups(who: Principal, type: string, name: string): boolean {
    const of = name === 'other' ? 'other' : 'evolaq';
    const words = SMALL_GROUPS[`${type}, ${of}`] as string;
    return readsPersonal(who) && this.once(`groups ${type} ${of}`, () => principals(words)).has(who);
  }

  /** `row but desk auditor`: whoever sees the row, without these. */
  private rowBut(type: string, name: string, words: string): ReadonlySet<Principal> {
    const without = principals(words.replace('row but', ''));
    return new Set([...principals(about(rule(type).rows, name, type))].filter((who) => !without.has(who)));
  }

  private once(key: string, make: () => ReadonlySet<Principal>): ReadonlySet<Principal> {
    return remembered(this.known, key, make);
  }
}

function rule(type: string) {
  const found = TYPES[type];
  if (!found) throw new Error(`No rows in the matrix for ${type}`);
  return found;
}

/** Fields of the matrix for a type. */
export const fieldsInMatrix = (type: string): string[] => {
  const { fields, narrower = {} } = rule(type);
  return [...fields.split(/\s+/), ...Object.keys(narrower)];
};
