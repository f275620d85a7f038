/** One task as a row of the board's tree and of Quick Picks. State is words and icon, never colour alone. */
import { sayDiagnostic } from '../boardView/diagnosticWords';
import type { Card } from '../boardView/card';
import { sayAttempts, sayCard, sayStatus } from '../boardView/words';
import { age } from '../chat/ago';
import { shorten } from '../chat/shorten';
import type { Translate } from '../chat/words';
import type { TaskStatus } from '../board/task';
import type { TreeRow } from './treeRow';

export function taskRow(card: Card, now: number, t: Translate): TreeRow {
  const [worst] = card.diagnostics;
  const trouble = worst ? [shorten(sayDiagnostic(worst, now, t), 100)] : [];
  const state = sayCard(card, now, t).map((part) => shorten(part, 80));
  const parts = [...state, ...trouble, sayAttempts(card.attempts, t), card.agent, age(now - card.statusAt, t)].filter((part) => part !== '');
  return {
    title: card.title,
    description: parts.join(' · '),
    ...pictureOf(card),
    context: ['task', card.status, ...(card.sessionId === undefined ? [] : ['transcript'])].join(' '),
    spoken: [card.title, sayStatus(card.status, t), ...parts].join(', '),
  };
}

/** For a list of several things, in a line. */
export function taskLine(card: Card, now: number, t: Translate): string {
  return t('{0} — {1}', shorten(card.title, 60), [sayStatus(card.status, t), ...sayCard(card, now, t).map((part) => shorten(part, 80))].join(' · '));
}

/** What is the matter with it beats what it does. */
function pictureOf({ status, worker, block, diagnostics }: Card): Pick<TreeRow, 'icon' | 'color'> {
  const [worst] = diagnostics;
  if (worst && worst.severity !== 'warning') {
    return { icon: 'error', color: 'list.errorForeground' };
  }
  if (worst || block?.kind === 'loop' || block?.kind === 'gave_up') {
    return { icon: 'warning', color: 'list.warningForeground' };
  }
  return worker?.waitingSince !== undefined ? { icon: 'bell-dot', color: 'list.warningForeground' } : picture[status];
}

const picture: { readonly [S in TaskStatus]: { readonly icon: string; readonly color?: string } } = {
  triage: { icon: 'inbox' },
  todo: { icon: 'circle-large-outline' },
  scheduled: { icon: 'clock' },
  ready: { icon: 'circle-filled' },
  running: { icon: 'sync~spin' },
  blocked: { icon: 'circle-slash', color: 'list.warningForeground' },
  review: { icon: 'eye' },
  done: { icon: 'pass' },
  archived: { icon: 'archive' },
};
