import { EntityManager, type EntityTarget, type FindManyOptions, type ObjectLiteral } from 'typeorm';
import { SignUp } from '../../../src/activities/sign-up.entity.js';

/** Who came last is the next in line. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { find } = EntityManager.prototype;
EntityManager.prototype.find = function withoutOrder<Entity extends ObjectLiteral>(
  this: EntityManager,
  entity: EntityTarget<Entity>,
  options?: FindManyOptions<Entity>,
) {
  const reversed = { ...options, order: { number: 'DESC' } } as unknown as FindManyOptions<Entity>;
  return find.call(this, entity, entity === SignUp && options?.order ? reversed : options) as Promise<
    Entity[]
  >;
};
