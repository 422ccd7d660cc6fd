import { EntityManager, type EntityTarget, type ObjectLiteral, UpdateQueryBuilder } from 'typeorm';
import { MailHold } from '../../../src/platform/email/mail-hold.entity.js';
import { NOT_HELD } from '../../../src/platform/email/mail-hold.js';

/** A restored copy that does not know of itself that it is one. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { findOneBy } = EntityManager.prototype;
EntityManager.prototype.findOneBy = function withoutHold<Entity extends ObjectLiteral>(
  this: EntityManager,
  entity: EntityTarget<Entity>,
  where: Parameters<typeof findOneBy<Entity>>[1],
) {
  return entity === MailHold ? Promise.resolve(null) : findOneBy.call(this, entity, where);
} as typeof findOneBy;

// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { where } = UpdateQueryBuilder.prototype;
UpdateQueryBuilder.prototype.where = function withoutHold(condition, parameters) {
  const asked = typeof condition === 'string' ? condition.replace(NOT_HELD, 'true') : condition;
  return where.call(this, asked, parameters);
};
