import type { Secrets } from '../access/secrets.js';

/** What is answered at such an address: a letter of the token. */
export enum Answered {
  REGISTRATION = 'r',
}

/** Five bits a letter, in letters that survive a server which writes addresses in lower case (RFC 4648, section 6). */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LETTERS = 26;
/** 80 bits: they can only be tried one mail at a time. */
const MAC_LETTERS = 16;
/** Signs before the @ (RFC 5321, section 4.5.3.1.1). */
const LONGEST_LOCAL_PART = 64;
export const LONGEST_MAILBOX = LONGEST_LOCAL_PART - '+r'.length - ID_LETTERS - MAC_LETTERS;

/**
 * Addresses that only this installation can make, such as `tavola+r...@example.org`: whoever writes to one shows that he
 * holds the mail which it stood in. They are derived and not stored, so that a copy of the database answers for nobody.
 */
export class ReplyAddresses {
  private readonly mailbox: string;
  private readonly host: string;

  /** @param address of the mailbox; its server must take `+` and what follows (RFC 5233, section 1) */
  constructor(
    private readonly secrets: Secrets,
    address: string,
  ) {
    const at = address.lastIndexOf('@');
    this.mailbox = address.slice(0, at);
    this.host = address.slice(at + 1);
  }

  of(kind: Answered, id: string): string {
    return `${this.mailbox}+${this.token(kind, id)}@${this.host}`;
  }

  private token(kind: Answered, id: string): string {
    const bits = Buffer.from(id.replaceAll('-', ''), 'hex');
    const mac = this.secrets.proofOf(`${kind}:${id}`);
    return kind + lettersOf(bits).slice(0, ID_LETTERS) + lettersOf(mac).slice(0, MAC_LETTERS);
  }
}

function lettersOf(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => LETTERS[Number.parseInt(five.padEnd(5, '0'), 2)])
    .join('');
}
