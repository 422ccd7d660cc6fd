import { describe, expect, it } from '@jest/globals';
import { canonicalJson, merkleRoot, sha256Hex } from './merkle.js';

/** The entries and roots that Certificate Transparency's own code is tested with. */
const ENTRIES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

describe('merkleRoot', () => {
  it('makes the roots that others make', () => {
    expect(ROOTS.map((_root, count) => merkleRoot(ENTRIES.slice(0, count)))).toEqual(ROOTS);
  });

  it('depends on every entry, on their order and on their number', () => {
    const roots = [
      ['a', 'b', 'c'],
      ['a', 'b', 'x'],
      ['b', 'a', 'c'],
      ['a', 'b'],
      ['a', 'b', 'c', 'c'],
    ].map(merkleRoot);
    expect(new Set(roots).size).toBe(5);
  });
});

describe('canonicalJson', () => {
  it('sorts names at every depth, as the example of RFC 8785 does', () => {
    expect(
      canonicalJson({
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
        string: '€$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
        literals: [null, true, false],
        nested: { b: { d: 1, c: [] }, a: {} },
      }),
    ).toBe(
      String.raw`{"literals":[null,true,false],"nested":{"a":{},"b":{"c":[],"d":1}},"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('is the same whatever the order of writing', () => {
    expect(canonicalJson({ b: 1, a: 2 })).toBe(canonicalJson({ a: 2, b: 1 }));
  });
});

describe('sha256Hex', () => {
  it('hashes as FIPS 180-4 says', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});
