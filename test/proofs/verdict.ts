import type { Claim } from './proof.js';

/**
 * What a run of proofs comes to, in words and as an exit code.
 * @param isStrict whether something that this machine could not try is a failure
 */
export function verdict(
  claims: readonly Claim[],
  isStrict: boolean,
): { lines: readonly string[]; exitCode: number } {
  const of = (outcome: Claim['outcome']) => claims.filter((claim) => claim.outcome === outcome);
  const [held, failed, open] = [of('held'), of('failed'), of('NOT PROVEN')];
  const told = (some: readonly Claim[]) => some.map(({ claim, figure }) => `  ${claim}: ${figure}`);
  const lines = [
    ...(failed.length > 0 ? ['What failed:', ...told(failed)] : []),
    ...(open.length > 0
      ? [`${open.length} NOT PROVEN${isStrict ? ', which fails here' : ''}`, ...told(open)]
      : []),
    `${held.length} passed, ${failed.length} failed`,
  ];
  return { lines, exitCode: failed.length > 0 || (isStrict && open.length > 0) ? 1 : 0 };
}
