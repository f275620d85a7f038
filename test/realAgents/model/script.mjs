// What the scripted model answers. The prompt itself says what is wanted, so a test reads as one piece and nothing needs to be told to the
// model beforehand. It knows nothing of how any vendor puts words on the wire.
import { setTimeout as delay } from 'node:timers/promises';

/**
 * One request of an agent, as far as the script cares.
 * @typedef {object} Asked
 * @property {string} prompt what the person said last; agents may have put words of their own around it
 * @property {string} [toolOutput] what a tool printed since then
 * @property {boolean} canRun whether the agent offered a shell; without one it wants a title or a summary
 *
 * One piece of an answer.
 * @typedef {{ say: string } | { run: string }} Piece
 */

/** How long `talk until stopped` goes on when nobody stops it: no test waits for ever. */
const talkLimitMs = 60_000;
const talkGapMs = 100;

/**
 * - `count to N`: N pieces, one after another.
 * - `run COMMAND`: asks for the command, then says what it printed.
 * - `talk until stopped`: a word every tenth of a second.
 * - anything else: says that it heard it.
 * @param {Asked} asked @param {AbortSignal} signal aborts when the agent hung up
 * @returns {AsyncGenerator<Piece>}
 */
export async function* answer({ prompt, toolOutput, canRun }, signal) {
  const wanted = commandIn(prompt);
  if (!canRun) {
    yield { say: 'A scripted title' };
  } else if (toolOutput !== undefined) {
    yield { say: `The command printed: ${printable(toolOutput)}` };
  } else if (wanted?.kind === 'count') {
    for (let number = 1; number <= wanted.to; number++) {
      yield { say: `number-${number} ` };
      await delay(5, undefined, { signal });
    }
    yield { say: 'That was all.' };
  } else if (wanted?.kind === 'run') {
    yield { say: 'I will run it. ' };
    yield { run: wanted.command };
  } else if (wanted?.kind === 'talk') {
    for (let word = 1; word * talkGapMs <= talkLimitMs; word++) {
      yield { say: `word-${word} ` };
      await delay(talkGapMs, undefined, { signal });
    }
  } else {
    yield { say: `I heard: ${prompt.trim().split('\n').at(-1)}` };
  }
}

/** The last line that is a command, since agents put reminders of their own before and after what a person said. */
function commandIn(prompt) {
  return prompt
    .split('\n')
    .map((line) => line.trim())
    .map((line) => {
      const count = /^count to (\d+)$/.exec(line);
      const run = /^run (.+)$/.exec(line);
      return count
        ? { kind: 'count', to: Number(count[1]) }
        : run
          ? { kind: 'run', command: run[1] }
          : line === 'talk until stopped'
            ? { kind: 'talk' }
            : undefined;
    })
    .findLast((wanted) => wanted !== undefined);
}

function printable(output) {
  return output.trim().slice(0, 500);
}
