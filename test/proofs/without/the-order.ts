import { WaitingList } from '../../../src/activities/waiting-list.js';

/** Who came last is the next in line. */
WaitingList.prototype.first = async (manager, itemId, count) => {
  const line = `select id from sign_up where item_id = $1 and state = 'WAITLISTED' order by number desc limit $2`;
  const rows = await manager.query<{ id: string }[]>(line, [itemId, count]);
  return rows.map(({ id }) => id);
};
