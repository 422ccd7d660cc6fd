/**
 * Runs the work with one method of a class replaced, as a control does that goes without what the method protects.
 * @param make the replacement, given the original
 */
export async function patched<Result>(
  prototype: object,
  name: string,
  make: (original: (...values: never[]) => unknown) => (...values: never[]) => unknown,
  work: () => Promise<Result>,
): Promise<Result> {
  const original = Reflect.get(prototype, name) as (...values: never[]) => unknown;
  Reflect.set(prototype, name, make(original));
  try {
    return await work();
  } finally {
    Reflect.set(prototype, name, original);
  }
}
