/**
 * What is otherwise on the grown database, in words; null where nothing is. A table that was read whole while it was small
 * and is found by an index now is no change: that is what the index is for.
 */
export function planChange(small: readonly string[], grown: readonly string[]): string | null {
  const come = grown.filter((access) => !small.includes(access));
  const gone = small.filter((access) => !grown.includes(access));
  const nowFound = new Set(come.filter((access) => !isWhole(access)).map(tableOf));
  const wasWhole = new Set(gone.filter(isWhole).map(tableOf));
  const lost = gone.filter((access) => !isWhole(access) || !nowFound.has(tableOf(access)));
  const others = come.filter((access) => isWhole(access) || !wasWhole.has(tableOf(access)));
  return lost.length + others.length === 0 ? null : `${lost.join(', ')} -> ${others.join(', ')}`;
}

/** Accesses are such as `partner by project_id, slug`, or `partner whole`. */
const tableOf = (access: string): string => access.split(' ')[0] as string;
const isWhole = (access: string): boolean => access.endsWith(' whole');
