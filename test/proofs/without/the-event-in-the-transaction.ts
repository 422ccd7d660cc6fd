import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from 'typeorm';
import { Event } from '../../../src/platform/events/event.entity.js';

/** Events are written a little later, on a connection of their own: as whoever "logs it afterwards" does. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { insert } = EntityManager.prototype;
EntityManager.prototype.insert = function afterwards(this: EntityManager, target, row) {
  if (target !== Event) return insert.call(this, target, row);
  const { manager } = this.connection;
  void sleep(500)
    .then(() => insert.call(manager, target, row))
    .catch(() => undefined);
  return Promise.resolve({ identifiers: [], generatedMaps: [], raw: [] });
};
