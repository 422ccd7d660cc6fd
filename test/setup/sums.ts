/** Exact where numbers are small, and products of two are still exact. */
const PRIME = 67_108_859;
const mod = (value: number): number => ((value % PRIME) + PRIME) % PRIME;

/** By Fermat. */
function inverse(value: number): number {
  let [result, base] = [1, value];
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

/** Sums over unknown numbers, and what follows from them by adding and subtracting (Gauss, modulo a prime). */
export class Sums {
  /** By the first unknown in each, which stands in none of those that follow from it. */
  private readonly known = new Map<number, readonly number[]>();

  /** @param which 1 for each unknown that is part of the sum, else 0 */
  learn(which: readonly number[], sum: number): void {
    const rest = this.reduced([...which, sum]);
    const first = rest.findIndex((value) => value !== 0);
    // Nothing new, or a contradiction, which the reader of `tells` would see.
    if (first === -1 || first === which.length) return;
    const factor = inverse(rest[first] as number);
    this.known.set(
      first,
      rest.map((value) => (value * factor) % PRIME),
    );
  }

  /** The sum of these unknowns, or null where it does not follow. */
  tells(which: readonly number[]): number | null {
    const rest = this.reduced([...which, 0]);
    const sum = rest.pop() as number;
    return rest.every((value) => value === 0) ? mod(-sum) : null;
  }

  private reduced(row: readonly number[]): number[] {
    const rest = row.map(mod);
    for (let column = 0; column < rest.length - 1; column += 1) {
      const [factor, known] = [rest[column] as number, this.known.get(column)];
      if (factor === 0 || !known) continue;
      for (let index = column; index < rest.length; index += 1)
        rest[index] = mod((rest[index] as number) - factor * (known[index] as number));
    }
    return rest;
  }
}
