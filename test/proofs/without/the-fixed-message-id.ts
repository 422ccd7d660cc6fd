import { v7 as uuidv7 } from 'uuid';
import { Delivery } from '../../../src/platform/email/delivery.js';

type Composing = { compose(email: { messageId: string }): object };

/** Each attempt makes a Message-ID of its own, as mail libraries do when they are given none. */
const prototype = Delivery.prototype as unknown as Composing;
// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { compose } = prototype;
prototype.compose = function anew(this: Composing, email) {
  return compose.call(this, { ...email, messageId: `<${uuidv7()}@tavola>` });
};
