/**
 * What somebody typed into a field of a form, without what PostgreSQL cannot store; null for nothing. A field that came
 * twice is an array; nobody types that.
 */
export const typedText = (typed: unknown, most: number): string | null =>
  typeof typed === 'string' ? typed.toWellFormed().replaceAll('\0', '').trim().slice(0, most) || null : null;
