import { EntityManager } from 'typeorm';

/** Several take places for the same person at the same moment. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { query } = EntityManager.prototype;
EntityManager.prototype.query = async function outOfTurn<Rows>(
  this: EntityManager,
  text: string,
  parameters?: unknown[],
) {
  const isTurn = text.includes('advisory_xact_lock') && String(parameters?.[0]).startsWith('places of ');
  const rows: unknown = isTurn ? [{ isOwn: true }] : await query.call(this, text, parameters);
  return rows as Rows;
};
