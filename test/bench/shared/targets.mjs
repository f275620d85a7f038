/** What a bench has measured, beside what it should be. A control that does not show its weakness misses its target as well. */
const results = [];

export function atMost(what, value, most) {
  results.push({ isMet: value <= most, what, value: rounded(value), target: `at most ${rounded(most)}` });
}

export function atLeast(what, value, least) {
  results.push({ isMet: value >= least, what, value: rounded(value), target: `at least ${rounded(least)}` });
}

/** Says each, and gives the exit code of the bench. */
export function report() {
  for (const { isMet, what, value, target } of results) {
    console.log(`${isMet ? 'met   ' : 'MISSED'}  ${what}: ${value} (${target})`);
  }
  return results.every(({ isMet }) => isMet) ? 0 : 1;
}

export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

export function rounded(value) {
  return Math.round(value * 100) / 100;
}
