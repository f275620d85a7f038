/**
 * What became of a task that was one command of its agent, word for word: pure. Such an agent knows nothing of boards, and asking it again
 * would do it again, so its tool calls tell.
 */
import type { CommandOf } from '../board/command';
import type { Item } from '../session/item';
import { resultOf } from '../session/result';
import { failed, stopped } from './report';
import type { ReportedRun } from './report';

/** `items`: of its session, where the command was asked first. What a person asks behind it is theirs, and no part of the task. */
export function commandReport(items: readonly Item[], run: ReportedRun): CommandOf<'finish' | 'fail' | 'stop'> {
  const [begin = -1, end = items.length] = items.flatMap((item, index) => (item.kind === 'user' && item.state !== 'queued' ? [index] : []));
  const turn = items.slice(begin + 1, end);
  if (turn.some(isRejected)) {
    return stopped(run);
  }
  const words = resultOf(turn).slice(0, mostCharacters);
  if (turn.some((item) => item.kind === 'tool' && item.status !== 'completed')) {
    return failed(run, { kind: 'failed', detail: words || 'The command failed.' }, 1);
  }
  return { kind: 'finish', by: { kind: 'worker', taskId: run.taskId }, ...run, summary: words || 'The command ended well.', artifacts: [], missing: [], to: 'done' };
}

/** A person did not allow it. */
function isRejected(item: Item): boolean {
  return item.kind === 'question' && item.state.kind === 'answered' && isRejecting(item.options.find(({ id }) => item.state.kind === 'answered' && id === item.state.optionId)?.kind);
}

function isRejecting(kind: string | undefined): boolean {
  return kind?.startsWith('reject') === true;
}

/** As much as an attempt's end tells. */
const mostCharacters = 1_500;
