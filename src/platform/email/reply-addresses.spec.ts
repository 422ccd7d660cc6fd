import { describe, expect, it } from '@jest/globals';
import { Secrets } from '../access/secrets.js';
import { Answered, LONGEST_MAILBOX, ReplyAddresses } from './reply-addresses.js';

const ID = '0198c0de-0000-7000-8000-00000000beef';
const addresses = new ReplyAddresses(new Secrets('a key'), 'tavola@norrkoping.example');

describe('an address for an answer', () => {
  const address = addresses.of(Answered.REGISTRATION, ID);

  it('is the same whenever it is made, another one for everything else, and survives lower case', () => {
    const secrets = new Secrets('another');
    const others = [
      addresses.of(Answered.REGISTRATION, ID.replace('beef', 'beee')),
      new ReplyAddresses(secrets, 'tavola@norrkoping.example').of(Answered.REGISTRATION, ID),
    ];
    expect(addresses.of(Answered.REGISTRATION, ID)).toBe(address);
    expect(address).toMatch(/^tavola\+r[a-z2-7]{42}@norrkoping\.example$/);
    expect(new Set([address, ...others]).size).toBe(3);
  });

  it('is found where it stands alone, in any case, and is nothing when somebody has made it up', () => {
    const found = (text: string) => addresses.idsIn(Answered.REGISTRATION, text);
    expect(found(`To: <${address.toUpperCase()}>, ${address}`)).toEqual([ID]);
    expect(found(addresses.of(Answered.MAIL, ID))).toEqual([]);
    for (const [before, after] of [
      ['x', ''],
      ['-', ''],
      ['', 'x'],
      ['', '-x'],
    ])
      expect(found(`${before}${address}${after}`)).toEqual([]);
    const id = address.slice('tavola+r'.length, 'tavola+r'.length + 26);
    for (const forged of [
      address.replace('+r', '+ra'),
      address.replace(id, id.slice(1)),
      `tavola+r${id}@norrkoping.example`,
      'tavola+r@norrkoping.example',
      address.replace(/.@/, (end) => (end === 'a@' ? 'b@' : 'a@')),
    ])
      expect(found(forged)).toEqual(forged === 'tavola+r@norrkoping.example' ? [] : [null]);
    // One UUID has one name: its last letters stand for more bits than it has.
    expect(found(address.replace(/(?<=r.{25})./, (last) => (last === 'a' ? 'b' : 'a')))).toEqual([null]);
  });

  it('is no longer than an address may be', () => {
    const mailbox = 'm'.repeat(LONGEST_MAILBOX);
    const longest = new ReplyAddresses(new Secrets('a key'), `${mailbox}@x.example`);
    expect(longest.of(Answered.REGISTRATION, ID).indexOf('@')).toBe(64);
  });
});
