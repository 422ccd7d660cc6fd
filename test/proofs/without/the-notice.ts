import { EntityManager } from 'typeorm';

/** Who moves up hears nothing of it. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { query } = EntityManager.prototype;
EntityManager.prototype.query = async function withoutPromotions<Rows>(
  this: EntityManager,
  text: string,
  parameters?: unknown[],
) {
  const rows: unknown = parameters?.includes('signUp.promoted')
    ? []
    : await query.call(this, text, parameters);
  return rows as Rows;
};
