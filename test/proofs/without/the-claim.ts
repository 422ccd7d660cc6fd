import { UpdateQueryBuilder } from 'typeorm';

/** Whoever has a job for a mail sends it, also when it is being sent or was. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { where } = UpdateQueryBuilder.prototype;
UpdateQueryBuilder.prototype.where = function withoutClaim(condition, parameters) {
  const isClaim =
    typeof condition === 'string' &&
    condition.includes("state = 'QUEUED'") &&
    condition.includes('leased_until');
  return where.call(this, isClaim ? 'id = :id' : condition, parameters);
};
