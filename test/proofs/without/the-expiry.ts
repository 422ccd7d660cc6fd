import { Delivery } from '../../../src/platform/email/delivery.js';

type Sending = { send(email: object): Promise<void>; expired(email: object): Promise<void> };

/** A mail goes out although what it tells of is over. */
const prototype = Delivery.prototype as unknown as Sending;
prototype.expired = function sentAllTheSame(this: Sending, email) {
  return this.send(email);
};
