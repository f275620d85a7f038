/**
 * Work in small steps that lets others run in between: whoever reads something about every process of a machine must not hold up the
 * editor's extensions meanwhile. The same steps can be run in one go where there is no time left (`[...steps]`).
 */
export async function unhurried<T>(steps: Iterable<T>, sliceMs = 8): Promise<T[]> {
  const results: T[] = [];
  let sliceEndsAt = performance.now() + sliceMs;
  for (const result of steps) {
    results.push(result);
    if (performance.now() >= sliceEndsAt) {
      await new Promise((resolve) => setImmediate(resolve));
      sliceEndsAt = performance.now() + sliceMs;
    }
  }
  return results;
}
