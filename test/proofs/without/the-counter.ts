import { In } from 'typeorm';
import { AgendaItem } from '../../../src/agenda/agenda-item.entity.js';
import { SignUp, SignUpState } from '../../../src/activities/sign-up.entity.js';
import { WaitingList } from '../../../src/activities/waiting-list.js';

/** The item is locked, and its places are counted by their rows, as many do. */
WaitingList.prototype.lock = async (manager, id) => {
  const item = await manager.findOneOrFail(AgendaItem, {
    where: { id },
    lock: { mode: 'pessimistic_write' },
  });
  item.taken = await manager.countBy(SignUp, {
    itemId: id,
    state: In([SignUpState.CONFIRMED, SignUpState.OFFERED]),
  });
  return item;
};
