import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** No letter or digit that is easily taken for another. */
const CODE_LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;

/**
 * What only this installation can make: signatures of paths and sign-in codes, derived from SECRET_KEY and never
 * stored, so that a copy of the database opens nothing.
 */
export class Secrets {
  constructor(private readonly key: string) {}

  /** The signature that makes a path a usable link. */
  sign(path: string): string {
    return createHmac('sha256', this.key).update(`path:${path}`).digest('base64url');
  }

  isSignatureOf(path: string, signature: string): boolean {
    return equal(this.sign(path), signature);
  }

  /** Eight letters and digits for typing, of 40 bits. */
  codeOf(id: string): string {
    const bytes = createHmac('sha256', this.key).update(`code:${id}`).digest();
    return Array.from({ length: CODE_LENGTH }, (_, index) => CODE_LETTERS[(bytes[index] ?? 0) % 32]).join('');
  }

  /** Whether the typed code is the right one; case, spaces and hyphens do not matter. */
  isCodeOf(id: string, typed: string): boolean {
    return equal(this.codeOf(id), typed.toUpperCase().replaceAll(/[\s-]/g, ''));
  }

  /** What shows that this installation has made something of this name. */
  proofOf(what: string): Buffer {
    return createHmac('sha256', this.key).update(`proof:${what}`).digest();
  }

  /** A keyed hash of something short, such as an address, that could be guessed from a plain one. */
  fingerprint(value: string): string {
    return createHmac('sha256', this.key).update(`fingerprint:${value}`).digest('base64url');
  }
}

/** A fresh value of 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** How a random value is kept: knowing the hash is not knowing the value. */
export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

function equal(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
