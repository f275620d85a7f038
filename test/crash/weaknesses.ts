/**
 * The product with one thing less, of which it is known what it costs. Whoever kills a thousand windows and finds nothing has to show that
 * the same killing finds these.
 */
import type { Weakness } from './bundle';

export const weaknesses: readonly Weakness[] = [
  {
    what: 'the next record is glued to a torn one',
    file: 'host/eventLog.ts',
    line: 'this.#repair(this.options);',
    instead: '',
  },
  {
    what: 'records are written in place',
    file: 'host/replaceFile.ts',
    line: 'renameSync(temporary, path);',
    instead: 'writeFileSync(path, text); rmSync(temporary);',
  },
  {
    what: 'a prompt is acknowledged before it is on the disk',
    file: 'session/conversation.ts',
    line: `    if (this.#journal) {
      this.#append(this.#journal, event);`,
    instead: `    if (this.#journal) {
      setTimeout(() => this.#append(this.#journal!, event), 5);`,
  },
  {
    what: 'a prompt is sent before that is on the disk',
    file: 'session/turnRunner.ts',
    line: `    apply({ kind: 'sent', turnId: turn.id, ...(note !== undefined && { note }) });
    standing.enter({ kind: 'working', turn, link });`,
    instead: `    standing.enter({ kind: 'working', turn, link });
    setTimeout(() => apply({ kind: 'sent', turnId: turn.id }), 5);`,
  },
];
