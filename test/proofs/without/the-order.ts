import { WaitingList } from '../../../src/activities/waiting-list.js';

/** Who came last is the next in line. */
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { first } = WaitingList.prototype;
WaitingList.prototype.first = async function lastFirst(this: WaitingList, manager, itemId, count) {
  const all = await first.call(this, manager, itemId, 10_000);
  return all.toReversed().slice(0, count);
};
