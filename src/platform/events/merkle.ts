import { createHash } from 'node:crypto';

const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/**
 * The root of the Merkle tree over the entries in their order, as lower-case hex (RFC 6962, section 2.1, SHA-256).
 * Leaves and nodes are hashed with different first bytes, so that no node can pass for an entry.
 */
export function merkleRoot(entries: readonly (string | Buffer)[]): string {
  if (entries.length === 0) return sha256().toString('hex');
  return combine(entries.map((entry) => sha256(LEAF, Buffer.from(entry)))).toString('hex');
}

/** SHA-256 of a text's UTF-8 bytes, as lower-case hex. */
export const sha256Hex = (text: string): string => sha256(Buffer.from(text)).toString('hex');

/**
 * JSON with sorted names and no spaces, so that equal values are equal bytes (RFC 8785; JSON.stringify writes texts
 * and numbers as it asks for already).
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return JSON.stringify(value);
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** The left part is the largest power of two that leaves something for the right. */
function combine(hashes: readonly Buffer[]): Buffer {
  const [first] = hashes;
  if (hashes.length === 1 && first) return first;
  const half = 2 ** Math.ceil(Math.log2(hashes.length) - 1);
  return sha256(NODE, combine(hashes.slice(0, half)), combine(hashes.slice(half)));
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
