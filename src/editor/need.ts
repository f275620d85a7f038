/**
 * Which session needs its human most: those that wait for an answer, then those whose agent went away or goes in circles, then what runs,
 * then the rest, and last what was put away.
 */
import type { SessionSummary } from '../session/sessions';

export function byNeed(summaries: readonly SessionSummary[]): readonly SessionSummary[] {
  return [...summaries].sort((a, b) => Number(a.archived) - Number(b.archived) || rankOf(a) - rankOf(b) || b.updatedAt - a.updatedAt);
}

export function needsYou(summary: SessionSummary): boolean {
  return summary.status.kind === 'waitingForYou' || summary.status.kind === 'gone' || needsALook(summary);
}

export function isRunning(summary: SessionSummary): boolean {
  return !['idle', 'gone', 'elsewhere', 'interrupted'].includes(summary.status.kind);
}

/** Interrupted work that the user does not want to go on with. */
export function isDismissed({ status }: SessionSummary): boolean {
  return status.kind === 'interrupted' && status.turn.way === 'dismissed';
}

function needsALook({ status }: SessionSummary): boolean {
  return status.kind === 'working' && status.attention !== undefined;
}

function rankOf(summary: SessionSummary): number {
  return needsALook(summary) ? rank.gone : rank[isDismissed(summary) ? 'idle' : summary.status.kind];
}

/** Something of it is not done: it runs, waits for its human, has lost its agent, or has prompts that wait. */
export function matters(summary: SessionSummary): boolean {
  return !summary.archived && ((summary.status.kind !== 'idle' && !isDismissed(summary)) || summary.queued > 0);
}

const rank: { readonly [K in SessionSummary['status']['kind']]: number } = {
  waitingForYou: 0,
  gone: 1,
  stopping: 2,
  working: 3,
  starting: 4,
  queued: 5,
  interrupted: 6,
  elsewhere: 7,
  idle: 8,
};
