/** Commands as they might come from anybody, sensible or not, about a few tasks, so that they meet. */
import type { Board } from '../../src/board/board';
import type { BoardCommand } from '../../src/board/command';
import { blockKinds, taskStatuses } from '../../src/board/task';
import type { Author, TaskStatus } from '../../src/board/task';
import { failureLimit, holder, holdfast, hour, person, ttlMs, worker } from './liveBoard';

type Bare<C = BoardCommand> = C extends unknown ? Omit<C, 'by'> : never;

export function randomCommand(board: Board, random: () => number, now: number): BoardCommand {
  const one = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const taskId = one(ids);
  const parentId = one(ids);
  const runs = board.get(taskId)?.runs ?? [];
  // Mostly the current run, at times an old one or one that never was.
  const runId = random() < 0.8 ? (runs.at(-1)?.id ?? 'none') : (runs[0]?.id ?? 'none');
  const ofRun = { taskId, runId };
  const blockKind = one([...blockKinds, undefined]);
  const typed = blockKind && { blockKind };
  const text = one(['Because.', 'Well.', ' ', 'It is so.']);
  const commands: readonly (() => Bare)[] = [
    () => ({ kind: 'create', taskId, status: one(['triage', 'todo'] as const), title: text, prompt: 'P', parents: random() < 0.3 ? [parentId] : [], ...(random() < 0.2 && { scheduledAt: now + hour }) }),
    () => ({ kind: 'edit', taskId, priority: Math.floor(random() * 5), ...(random() < 0.3 && { parents: [parentId] }), ...(random() < 0.2 && { cleared: ['scheduledAt'] }) }),
    () => ({ kind: 'comment', taskId, text }),
    () => ({ kind: one(['link', 'link', 'unlink'] as const), taskId, parentId }),
    () => ({ kind: 'move', taskId, to: one<TaskStatus>(taskStatuses), ...(random() < 0.5 && { scheduledAt: now + hour }) }),
    () => ({ kind: one(['requeue', 'archive', 'restore', 'unblock'] as const), taskId }),
    () => ({ kind: 'block', taskId, reason: text, ...typed }),
    () => ({ kind: 'complete', taskId, summary: text }),
    () => ({ kind: 'reclaim', ...ofRun }),
    () => ({ kind: 'stop', ...ofRun, to: one(['ready', 'blocked'] as const) }),
    () => ({ kind: random() < 0.2 ? 'pause' : 'resume' }),
    () => ({ kind: 'bind', ...ofRun, sessionId: one(['s1', 's2']) }),
    () => ({ kind: 'beat', ...ofRun, ttlMs, waiting: one(['person', 'nobody'] as const) }),
    () => ({ kind: 'finish', ...ofRun, summary: text, artifacts: ['x'], missing: random() < 0.2 ? ['x'] : [], to: one(['done', 'review'] as const) }),
    () => ({ kind: 'giveBack', ...ofRun, reason: text, ...typed }),
    () => ({ kind: 'fail', ...ofRun, failureLimit, failure: { kind: one(['crashed', 'timed_out', 'spawn_failed'] as const), detail: text, ...(random() < 0.1 && { systemic: true }) } }),
    () => ({ kind: 'fail', ...ofRun, failureLimit, failure: { kind: 'unreported', detail: text, tools: one(['connected', 'never'] as const) } }),
    () => ({ kind: 'fail', ...ofRun, failureLimit, failure: { kind: 'rate_limited', detail: text, until: now + hour } }),
    () => ({ kind: 'left', ...ofRun }),
    () => ({ kind: 'left', ...ofRun }),
    () => ({ kind: 'extend', ...ofRun, ttlMs }),
    () => ({ kind: 'defer', ...ofRun, ms: 120_000, why: text }),
    () => ({ kind: 'takeBack', ...ofRun, failureLimit, outcome: one(['reclaimed', 'stale', 'crashed', 'timed_out'] as const), detail: text, heartbeat: one(['stale', 'fresh'] as const) }),
    () => ({ kind: 'promote', failureLimit: random() < 0.1 ? 5 : failureLimit }),
    () => ({ kind: 'hold', taskId, why: one(['paused', 'capacity']) }),
  ];
  const all = [...commands, (): Bare => ({ kind: 'claim', taskId, runId: random() < 0.9 ? `run-${now}` : runId, holder, ttlMs })];
  const status = board.get(taskId)?.status;
  const drawn = Array.from({ length: random() < 0.7 ? 12 : 1 }, () => one(all)());
  const command = drawn.find(({ kind }) => fitting[status ?? 'none']?.includes(kind)) ?? drawn[0];
  return { ...command, by: authorFor(command as Bare, taskId, random) } as BoardCommand;
}

/** What can come of something, so that not all is refused. */
const fitting: Readonly<Partial<Record<TaskStatus | 'none', readonly BoardCommand['kind'][]>>> = {
  none: ['create'],
  triage: ['move'],
  todo: ['promote', 'unlink'],
  scheduled: ['move', 'promote'],
  ready: ['left', 'claim'],
  running: ['bind', 'beat', 'finish', 'giveBack', 'fail', 'extend', 'defer', 'takeBack', 'stop', 'reclaim'],
  blocked: ['unblock', 'requeue'],
  review: ['move', 'requeue', 'complete'],
  done: ['requeue'],
  archived: ['restore'],
};

/** Mostly somebody who may. */
function authorFor({ kind }: Bare, taskId: string, random: () => number): Author {
  if (random() < 0.1) {
    return [person, holdfast, worker(taskId), worker('a')][Math.floor(random() * 4)] as Author;
  }
  if (['bind', 'beat', 'finish', 'giveBack'].includes(kind)) {
    return worker(taskId);
  }
  return ['fail', 'left', 'claim', 'extend', 'defer', 'takeBack', 'promote', 'hold'].includes(kind) ? holdfast : person;
}
