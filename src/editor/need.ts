/** Which session needs its human most: those that wait for an answer, then those whose agent went away, then what runs, then the rest. */
import type { SessionSummary } from '../session/sessions';

export function byNeed(summaries: readonly SessionSummary[]): readonly SessionSummary[] {
  return [...summaries].sort((a, b) => rank[a.status.kind] - rank[b.status.kind] || b.updatedAt - a.updatedAt);
}

export function needsYou(summary: SessionSummary): boolean {
  return summary.status.kind === 'waitingForYou' || summary.status.kind === 'gone';
}

export function isRunning(summary: SessionSummary): boolean {
  return summary.status.kind !== 'idle' && summary.status.kind !== 'gone';
}

const rank: { readonly [K in SessionSummary['status']['kind']]: number } = {
  waitingForYou: 0,
  gone: 1,
  stopping: 2,
  working: 3,
  starting: 4,
  idle: 5,
};
