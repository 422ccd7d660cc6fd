/** When a worker last ended a round; null where none did within an hour, since they are forgotten then. */
export const LAST_ROUND = `select max(completed_on) from pgboss.job where name = 'sweep' and state = 'completed'`;

/**
 * Since when, in seconds, no worker has ended a round; one comes each minute, up to half a minute late. A worker that has
 * just begun counts from its start, since its first round is still to come, and where none ever ran it is as long as
 * there is a queue.
 */
export const SILENCE = `
select extract(epoch from now() - greatest(
  (${LAST_ROUND}),
  (select updated_on from pgboss.schedule where name = 'sweep'),
  (select created_on from pgboss.queue where name = 'sweep')))::float`;
