// One step of the set-up: says what it does when it begins and how long it took when it was long, and a problem that a person can
// solve is told in a sentence, without a stack. Steps that have nothing to do say nothing, so a second run is quiet.

/** Something the person at the keyboard can put right. Its message is all they need to read. */
export class Problem extends Error {}

/**
 * @template T
 * @param {string} what in words that end a sentence: "Installing the npm packages"
 * @param {() => Promise<T>} run
 */
export async function step(what, run) {
  console.log(`${what} …`);
  const from = performance.now();
  const result = await run();
  const seconds = (performance.now() - from) / 1000;
  if (seconds >= 2) {
    console.log(`  done in ${seconds.toFixed(0)} s`);
  }
  return result;
}

/** Runs an entry point: a Problem becomes one line and exit code 1, anything else keeps its stack. */
export async function main(run) {
  try {
    // Listeners for signals would keep an ended command here.
    process.exit((await run()) ?? 0);
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    process.exit(1);
  }
}
