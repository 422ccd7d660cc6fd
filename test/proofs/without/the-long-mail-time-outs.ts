import type { Transporter } from 'nodemailer';
import { Delivery } from '../../../src/platform/email/delivery.js';

/** No protection, but the patience with a mail server that says nothing: seconds, so that a proof does not take hours. */
const SHORT = { connectionTimeout: 1_000, greetingTimeout: 1_000, socketTimeout: 2_000 };

// oxlint-disable-next-line typescript/unbound-method -- called with its object below
const { deliver } = Delivery.prototype;
Delivery.prototype.deliver = function impatient(this: Delivery, id: string) {
  const { transport } = this as unknown as { transport: Transporter & { transporter: { options: object } } };
  Object.assign(transport.transporter.options, SHORT);
  return deliver.call(this, id);
};
