import { UpdateQueryBuilder } from 'typeorm';

/** Edits of whatever version: the row is changed whether or not it is as it was read. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { where } = UpdateQueryBuilder.prototype;
UpdateQueryBuilder.prototype.where = function withoutVersion(condition, parameters) {
  const asked =
    typeof condition === 'string' ? condition.replace(' and version = :expectedVersion', '') : condition;
  return where.call(this, asked, parameters);
};
