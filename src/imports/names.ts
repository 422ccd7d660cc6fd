/** Somebody or something of a project, with all that it is called. */
export interface Named {
  readonly id: string;
  readonly names: readonly string[];
}

const bare = (name: string): string => name.normalize('NFC').replaceAll(/\s+/g, ' ').trim();

/** The ids of all who are called so, to the letter: nothing is guessed. */
export type IdsOf = (name: string) => readonly string[];

export function byName(all: readonly Named[]): IdsOf {
  const ids = new Map<string, Set<string>>();
  for (const { id, names } of all)
    for (const name of names.map(bare)) ids.set(name, (ids.get(name) ?? new Set()).add(id));
  return (name) => [...(ids.get(bare(name)) ?? [])];
}
