/** What a command came to: facts for the log, in their order, or a refusal in a person's words. No facts: it was so already. */
import { inEnglish, said } from '../base/said';
import type { Said } from '../base/said';
import type { BoardFact, TaskFact } from './boardEvent';
import type { RefusalReason, Refused } from './port';
import type { Author, Task } from './task';

export type Decision = { readonly kind: 'decided'; readonly facts: readonly BoardFact[] } | Refused;

export const unchanged: Decision = { kind: 'decided', facts: [] };

export function decided(taskId: string, by: Author, ...facts: readonly TaskFact[]): Decision {
  return { kind: 'decided', facts: facts.map((fact) => ({ ...fact, taskId, by })) };
}

/** What follows by itself from what was decided, of any task. */
export function followedBy(decision: Decision, more: readonly BoardFact[]): Decision {
  return decision.kind === 'refused' ? decision : { kind: 'decided', facts: [...decision.facts, ...more] };
}

/** A text alone is one that no person meets. */
export function refused(why: RefusalReason, words: Said | string): Refused {
  const sentence = typeof words === 'string' ? said(words) : words;
  return { kind: 'refused', why, text: inEnglish(sentence), said: sentence };
}

export function named({ title }: Task): string {
  return `“${title.length > 60 ? `${title.slice(0, 59)}…` : title}”`;
}
