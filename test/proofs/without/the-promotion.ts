import { WaitingList } from '../../../src/activities/waiting-list.js';

/** Places that become free stay free. */
WaitingList.prototype.promote = async () => {};
