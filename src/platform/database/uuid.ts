/** A UUID as PostgreSQL writes it; it fails on much else that is as long. */
export const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id as PostgreSQL writes it, since clients may write it in capitals; null when it is none. */
export function uuidOf(text: string): string | null {
  const id = text.toLowerCase();
  return UUID.test(id) ? id : null;
}
