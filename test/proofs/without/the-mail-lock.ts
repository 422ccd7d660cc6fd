import { EntityManager } from 'typeorm';
import { Email } from '../../../src/platform/email/email.entity.js';

/** Whoever changes a mail reads it without holding it: meanwhile it may leave. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { findOne } = EntityManager.prototype;
EntityManager.prototype.findOne = function withoutLock(entity, { lock: _, ...options }) {
  return findOne.call(
    this,
    entity,
    entity === Email ? options : { ...options, ...(_ && { lock: _ }) },
  ) as never;
};
