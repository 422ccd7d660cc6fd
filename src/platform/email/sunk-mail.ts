import { DateTime } from 'luxon';
import { simpleParser } from 'mailparser';
import { z } from 'zod';

export interface SunkAttachment {
  index: number;
  /** As the mail names it, unchecked; a name of ours where the mail gives none. */
  filename: string;
  /** As the mail names it, unchecked. */
  contentType: string;
  /** Bytes of the decoded content. */
  size: number;
  content: Buffer;
}

/** A mail that the sink took, as it would have left for the world. */
export interface SunkMail {
  id: string;
  receivedAt: DateTime;
  /** Sender and recipients of the SMTP envelope, which decide where a mail goes; the headers may say otherwise. */
  from: string;
  to: string[];
  subject: string;
  /** The Message-ID header with its angle brackets, empty when the mail has none. */
  messageId: string;
  /** The plain text part; empty when there is none, since it is written and not derived from the HTML. */
  text: string;
  /** The HTML part with `cid:` images put in as data URLs. */
  html: string | null;
  attachments: SunkAttachment[];
  raw: Buffer;
}

/** What SMTP says about a mail beside the message itself; kept with it, since the message cannot tell. */
const Envelope = z.object({ receivedAt: z.iso.datetime(), from: z.string(), to: z.array(z.string()) });
export type Envelope = z.infer<typeof Envelope>;

const ENVELOPE_HEADER = 'X-Tavola-Envelope: ';

/** Takes a message apart. Never fails on odd content: mailparser reads what it can. */
export async function parseMail(id: string, envelope: Envelope, raw: Buffer): Promise<SunkMail> {
  const mail = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true });
  return {
    id,
    receivedAt: DateTime.fromISO(envelope.receivedAt, { zone: 'utc' }),
    from: envelope.from,
    to: envelope.to,
    subject: mail.subject ?? '',
    messageId: mail.messageId ?? '',
    text: mail.text ?? '',
    html: mail.html || null,
    attachments: mail.attachments.map((part, index) => ({
      index,
      filename: part.filename ?? `part-${index + 1}${part.contentType === 'text/calendar' ? '.ics' : ''}`,
      contentType: part.contentType,
      size: part.size,
      content: part.content,
    })),
    raw,
  };
}

/** The `.eml` file of a mail: the message with its envelope as one more header line before all others. */
export function toEml(envelope: Envelope, raw: Buffer): Buffer {
  // A header line is ASCII (RFC 5322, 2.2), and JSON can write everything else as \u escapes.
  const line = JSON.stringify(envelope).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return Buffer.concat([Buffer.from(`${ENVELOPE_HEADER}${line}\r\n`), raw]);
}

/** Reads a file of {@link toEml}. @throws Error when it is none. */
export async function parseEml(id: string, eml: Buffer): Promise<SunkMail> {
  const end = eml.indexOf('\r\n');
  const line = eml.toString('latin1', 0, Math.max(end, 0));
  if (!line.startsWith(ENVELOPE_HEADER)) throw new Error(`${id}.eml was not written by the mail catcher`);
  return parseMail(id, Envelope.parse(JSON.parse(line.slice(ENVELOPE_HEADER.length))), eml.subarray(end + 2));
}
