import type { Facts } from './facts.js';
import type { World } from './world.js';

/** One try of a mutation. */
export interface Attempt {
  /** Type and name of the thing on which it hangs whether he is told FORBIDDEN or NOT_FOUND; null: on none. */
  readonly on: readonly [type: string, name: string] | null;
  readonly given: Readonly<Record<string, unknown>>;
  /** Where in `given` its id stands, for the same attempt on what does not exist. */
  readonly path?: readonly string[];
}

export type Attempts = Readonly<Record<string, Readonly<Record<string, Attempt>>>>;

/** The forms that most attempts have, with ids and versions of the world. */
export function attemptForms({ objects }: Pick<World, 'objects'>, facts: Facts) {
  const id = (type: string, name: string): string => objects[type]?.[name] as string;
  const version = (type: string, name: string, context = ''): number =>
    facts.byKey.get(`${type}:${id(type, name)}${context}`)?.values['version'] as number;

  /** A mutation whose only argument is the id. */
  const byId = (type: string, ...names: string[]): Record<string, Attempt> =>
    Object.fromEntries(
      names.map((name) => [name, { on: [type, name], given: { id: id(type, name) }, path: ['id'] }]),
    );
  /** A mutation with an input that names the thing under this key. */
  const input = (type: string, name: string, key: string, more: object): Attempt => ({
    on: [type, name],
    given: { input: { [key]: id(type, name), ...more } },
    path: ['input', key],
  });
  const edits = (type: string, changes: object, ...names: string[]): Record<string, Attempt> =>
    Object.fromEntries(
      names.map((name) => [
        name,
        input(type, name, 'id', { expectedVersion: version(type, name), ...changes }),
      ]),
    );
  /** The same for each meeting, called `to open`, say. */
  const each = (prefix: string, names: string[], more: (name: string) => object): Record<string, Attempt> =>
    Object.fromEntries(
      names.map((name) => [`${prefix} ${name}`.trim(), input('Meeting', name, 'meetingId', more(name))]),
    );
  const lines = (changes: (name: string) => object): Record<string, Attempt> =>
    Object.fromEntries(
      ['workshop', 'session', 'draftOnly', 'ofDraft', 'other'].map((name) => {
        const expectedVersion = version('AgendaItem', name, '@draft');
        return [name, input('AgendaItem', name, 'id', { expectedVersion, ...changes(name) })];
      }),
    );
  const draftVersion = (name: string): number =>
    facts.byKey.get(`Agenda:${id('Meeting', name)}@draft`)?.values['draftVersion'] as number;
  return { id, byId, input, edits, each, lines, draftVersion, version };
}
