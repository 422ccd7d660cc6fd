import { describe, expect, it } from '@jest/globals';
import { Findings } from './proofs/proof.js';
import { verdict } from './proofs/verdict.js';

describe('a run of proofs', () => {
  const claims = (isSo: boolean, isMissing: boolean) => {
    const findings = new Findings('quick');
    findings.promise('it holds', 1, true);
    findings.promise('so does this', 1, isSo);
    if (isMissing) findings.notProven('no request fails', 'haproxy is not installed');
    return findings.claims;
  };

  it.each([
    ['ends well when all holds', true, false, [0, 0]],
    ['fails when something does not', false, false, [1, 1]],
    ['fails for what could not be tried only where all is to be tried', true, true, [0, 1]],
    ['fails for what does not hold also where something could not be tried', false, true, [1, 1]],
  ])('%s', (_, isSo, isMissing, codes) => {
    const of = claims(isSo, isMissing);
    expect([verdict(of, false).exitCode, verdict(of, true).exitCode]).toEqual(codes);
  });

  it('says once more at its end what failed, where it is read first', () => {
    const lines = ['What failed:', '  so does this: 1', '1 passed, 1 failed'];
    expect(verdict(claims(false, false), false).lines).toEqual(lines);
  });

  it('says what could not be tried, and why', () => {
    const missing = ['  no request fails: haproxy is not installed', '2 passed, 0 failed'];
    expect(verdict(claims(true, true), false).lines).toEqual(['1 NOT PROVEN', ...missing]);
    expect(verdict(claims(true, true), true).lines).toEqual(['1 NOT PROVEN, which fails here', ...missing]);
    expect(verdict(claims(true, false), true).lines).toEqual(['2 passed, 0 failed']);
  });
});
