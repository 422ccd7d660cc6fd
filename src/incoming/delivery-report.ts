/** What a mail server reports of one mail (RFC 3464). */
export interface DeliveryReport {
  /** It is not delivered, and will not be; else it is late, and still tried. */
  readonly isFinal: boolean;
  /** Such as 5.1.1 (RFC 3463); 5 says that the next mail would fare no better. */
  readonly status: string;
  /** What the server there said, on one line and cut; null: nothing. */
  readonly answer: string | null;
}

const STATUS = /\b[245]\.\d{1,3}\.\d{1,3}\b/;
const LONGEST_ANSWER = 300;

type Fields = ReadonlyMap<string, string>;

/**
 * What a report says of a mail that went to one address; null where it says that all is well, or nothing clear. Of several
 * addresses, to which a server further on has sent it, one that it reached is enough.
 */
export function reportIn(deliveryStatus: string): DeliveryReport | null {
  const recipients = deliveryStatus
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .map(fieldsIn)
    .filter((fields) => fields.has('action'));
  const reports = recipients.map(reportOf).filter((report) => report !== null);
  const isForAll = reports.length === recipients.length;
  return (isForAll && (reports.find(({ isFinal }) => !isFinal) ?? reports[0])) || null;
}

function reportOf(fields: Fields): DeliveryReport | null {
  const action = fields.get('action')?.toLowerCase();
  const status = STATUS.exec(fields.get('status') ?? '')?.[0];
  if ((action !== 'failed' && action !== 'delayed') || !status || status.startsWith('2')) return null;
  return { isFinal: action === 'failed', status, answer: plain(fields.get('diagnostic-code')) };
}

/** The fields of one group, folded lines put together (RFC 5322, section 2.2.3). */
function fieldsIn(group: string): Fields {
  const lines = group.replaceAll(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
  const fields = lines.map((line) => /^([\w-]+)[ \t]*:(.*)$/.exec(line) ?? []);
  return new Map(fields.map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]));
}

/** Without its type, `smtp;`, and signs that no line has. */
function plain(diagnostic = ''): string | null {
  const text = diagnostic
    .replace(/^[\w-]+\s*;/, '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim();
  return [...text].slice(0, LONGEST_ANSWER).join('') || null;
}
