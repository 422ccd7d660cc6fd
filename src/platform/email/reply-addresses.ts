import type { Secrets } from '../access/secrets.js';

/** What is answered at such an address: a letter of the token. */
export enum Answered {
  REGISTRATION = 'r',
  /** A mail that could not be delivered is reported there: it is the sender in its envelope. */
  MAIL = 'b',
}

/** Five bits a letter, in letters that survive a server which writes addresses in lower case (RFC 4648, section 6). */
const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567';
const ID_LETTERS = 26;
/** 80 bits: they can only be tried one mail at a time. */
const MAC_LETTERS = 16;
/** Signs before the @ (RFC 5321, section 4.5.3.1.1). */
const LONGEST_LOCAL_PART = 64;
const ID_BITS = 128;
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

  /**
   * What the addresses of this kind in a text stand for, each once: an id, or null where nobody here has made the token.
   * Case does not matter.
   */
  idsIn(kind: Answered, text: string): (string | null)[] {
    const [mailbox, host] = [this.mailbox, this.host].map((part) => part.replaceAll('.', String.raw`\.`));
    const token = new RegExp(`(?<![\\w.+-])${mailbox}\\+(${kind}[a-z2-7]+)@${host}(?![\\w-])`, 'gi');
    const ids = [...text.matchAll(token)].map(([, found = '']) => this.idOf(kind, found.toLowerCase()));
    return [...new Set(ids)];
  }

  private idOf(kind: Answered, token: string): string | null {
    const id = idIn(token.slice(1, 1 + ID_LETTERS));
    return token === this.token(kind, id) ? id : null;
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

/** The UUID that these letters stand for; of too few letters, none that anybody has. */
function idIn(letters: string): string {
  const bits = [...letters].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const hex = (bits.slice(0, ID_BITS).match(/.{4}/g) ?? []).map((four) =>
    Number.parseInt(four, 2).toString(16),
  );
  return hex.join('').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
}
