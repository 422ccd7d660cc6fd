import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from 'typeorm';
import { Email } from '../../../src/platform/email/email.entity.js';

/** Between reading a mail and changing it so much time passes that it may leave meanwhile, where nobody holds it. */
const PASSES_MS = 100;
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { findOne } = EntityManager.prototype;
EntityManager.prototype.findOne = async function withoutAQuickHand(entity, options) {
  const found = await findOne.call(this, entity, options);
  if (entity === Email) await sleep(PASSES_MS);
  return found as never;
};
