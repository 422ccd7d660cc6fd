import { AgendaItem } from '../../../src/agenda/agenda-item.entity.js';
import { WaitingList } from '../../../src/activities/waiting-list.js';

/** Places counted as they were when somebody looked: others may be taking them meanwhile. */
WaitingList.prototype.lock = (manager, id) => manager.findOneByOrFail(AgendaItem, { id });
