import { setTimeout as sleep } from 'node:timers/promises';
import { EntityManager } from 'typeorm';
import { Jobs } from '../../../src/platform/jobs/jobs.js';

/** Whoever is to be told has no note beside the event, only a job that is enqueued a little later, by itself. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { query } = EntityManager.prototype;
EntityManager.prototype.query = async function withoutNote<Rows>(
  this: EntityManager,
  text: string,
  parameters?: unknown[],
) {
  const withoutIt = text.replace(
    'insert into unnotified_event (event_id, at) values ($1, $8)',
    'select 1 as done',
  );
  const rows: unknown = await query.call(this, withoutIt, parameters);
  return rows as Rows;
};
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { enqueue } = Jobs.prototype;
Jobs.prototype.enqueue = function afterwards(this: Jobs, manager, queue, data) {
  if (queue !== 'notify') return enqueue.call(this, manager, queue, data);
  const { connection } = manager;
  void sleep(500)
    .then(() => connection.transaction((own) => enqueue.call(this, own, queue, data)))
    .catch(() => undefined);
  return Promise.resolve();
};
