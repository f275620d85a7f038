/** What the board is told in the place of a worker that has said nothing itself: commands of its run, given by us. */
import type { BoardCommand, CommandOf, RunFailure } from '../board/command';
import type { TurnVerdict } from './turnVerdict';

export interface ReportedRun {
  readonly taskId: string;
  readonly runId: string;
}

/** What the board is told when the agent has gone; nothing, where somebody else tells it. */
export type Report = BoardCommand | undefined;

/** `words`: how the turn ended. */
export function reportOf(verdict: Exclude<TurnVerdict, { readonly kind: 'unreported' }>, run: ReportedRun, words: string, failureLimit: number): Report {
  switch (verdict.kind) {
    case 'failed':
      return failed(run, verdict.failure, failureLimit);
    case 'needsPerson': {
      const { wants } = verdict;
      return { kind: 'giveBack', by: { kind: 'holdfast' }, ...run, blockKind: 'needs_input', reason: words || 'The agent refused.', ...(wants && { wants }) };
    }
    case 'stopped':
      return stopped(run);
    case 'takenAway':
      return undefined;
  }
}

export function failed(run: ReportedRun, failure: RunFailure, failureLimit: number): CommandOf<'fail'> {
  return { kind: 'fail', by: { kind: 'holdfast' }, ...run, failure, failureLimit };
}

/** By a person, who does not want it back at once. */
export function stopped(run: ReportedRun): CommandOf<'stop'> {
  return { kind: 'stop', by: { kind: 'person' }, ...run, to: 'blocked' };
}

/** `words`: what the agent said last. One that never came to the tools is looked at by a person, who reads no more than these. */
export function unreported(run: ReportedRun, words: string, tools: 'connected' | 'never', failureLimit: number): BoardCommand {
  const said = words.trim();
  const detail = tools === 'never' ? said || silentWorker : `${silentWorker}${said === '' ? '' : ` It said last: ${said.slice(0, 300)}`}`;
  return failed(run, { kind: 'unreported', detail, tools }, failureLimit);
}

const silentWorker = 'It ended without a word about the task, also when it was asked.';
