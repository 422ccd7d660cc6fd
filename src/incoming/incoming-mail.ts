import { type ParsedMail, simpleParser } from 'mailparser';

/** What is longer is for people: answers of calendars have some kB, and reports of servers little more than the mail. */
export const MOST_BYTES = 5_000_000;
const MOST_PARTS = 50;
const MOST_HEADER_BYTES = 100_000;
/** Of a part that is read. */
const MOST_BYTES_OF_A_PART = 100_000;

/** What is read of a mail that came in. Who it says to be from is no part of it, since everybody can write that. */
export interface IncomingMail {
  /** Header lines that name the address at which it arrived. */
  readonly arrivedAt: string;
  /** No human wrote it: out of office, list mail and the like (RFC 3834, section 5). */
  readonly isAutomatic: boolean;
  /** Its calendar objects, each once. */
  readonly calendars: readonly string[];
  /** What a mail server reports of a mail (RFC 3464), where it is such a report. */
  readonly deliveryStatus: string | null;
}

/** By To and Cc a sender chose an address; the others are put in by the servers that took the mail. */
const ARRIVAL = ['delivered-to', 'x-original-to', 'envelope-to', 'to', 'cc'];

/** @throws Error where the mail is larger, deeper or odder than any that is meant for programs */
export async function readMail(raw: Buffer): Promise<IncomingMail> {
  if (raw.length > MOST_BYTES) throw new Error('The mail is too large.');
  const mail = await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    keepCidLinks: true,
    keepDeliveryStatus: true,
    checksumAlgo: false,
    maxChildNodes: MOST_PARTS,
    maxHeadSize: MOST_HEADER_BYTES,
  });
  return {
    arrivedAt: linesOf(mail, ARRIVAL),
    isAutomatic: isAutomatic(mail),
    calendars: [...new Set(partsOf(mail, 'text/calendar'))],
    deliveryStatus: isReport(mail) ? (partsOf(mail, 'message/delivery-status')[0] ?? null) : null,
  };
}

const linesOf = ({ headerLines }: ParsedMail, keys: readonly string[]): string =>
  headerLines
    .filter(({ key }) => keys.includes(key))
    .map(({ line }) => line)
    .join('\n');

const partsOf = ({ attachments }: ParsedMail, type: string): string[] =>
  attachments
    .filter(({ contentType, size }) => contentType === type && size <= MOST_BYTES_OF_A_PART)
    .map(({ content }) => content.toString('utf8'));

/** RFC 6522, section 3. What it returns of our own mail holds a calendar, which is no answer. */
const isReport = ({ headers }: ParsedMail): boolean => {
  const type = headers.get('content-type');
  return typeof type === 'object' && 'value' in type && type.value === 'multipart/report';
};

function isAutomatic(mail: ParsedMail): boolean {
  const lines = linesOf(mail, ['auto-submitted', 'precedence', 'x-autoreply', 'x-autorespond']);
  return /^(auto-submitted:\s*(?!no\b)|precedence:\s*(bulk|junk|auto_reply|list)\b|x-auto)/im.test(lines);
}
