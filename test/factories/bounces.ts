import type { SunkMail } from '../../src/platform/email/sunk-mail.js';

interface Report {
  readonly action?: string;
  readonly status?: string;
  readonly diagnostic?: string;
  readonly to?: string;
}

/** What a mail server further on sends about a mail, to the sender in its envelope (RFC 3464). */
export function bounceOf(mail: SunkMail, report: Report = {}): string {
  const {
    action = 'failed',
    status = '5.1.1',
    diagnostic = 'smtp; 550 5.1.1 No such user',
    to = mail.from,
  } = report;
  return [
    'From: Mail Delivery System <MAILER-DAEMON@mx.example>',
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="r"',
    '',
    '--r',
    'Content-Type: text/plain',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    '--r',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example',
    'Arrival-Date: Mon, 20 Nov 2017 10:00:00 +0100',
    '',
    `Final-Recipient: rfc822; ${mail.to[0]}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnostic}`,
    '',
    '--r',
    'Content-Type: message/rfc822',
    '',
    mail.raw.toString(),
    '--r--',
    '',
  ].join('\r\n');
}
