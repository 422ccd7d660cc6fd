/**
 * What somebody typed into a field of a form, without what PostgreSQL cannot store; null for nothing. A field that came
 * twice is an array; nobody types that.
 */
export const typedText = (typed: unknown, most: number): string | null =>
  typeof typed === 'string' ? typed.toWellFormed().replaceAll('\0', '').trim().slice(0, most) || null : null;

/** The version of a row, as a hidden field of the form has it; null where it has none that can be one. */
export const typedVersion = (typed: unknown): number | null =>
  typeof typed === 'string' && /^\d{1,9}$/.test(typed) ? Number(typed) : null;
