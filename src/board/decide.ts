/**
 * What comes of a command, by the board as it is now: facts, or a refusal and why. Pure: whoever holds the board's lock reads, asks here and
 * writes what comes out, which makes each command a compare-and-set. A command of an attempt proves itself by its run.
 */
import { said } from '../base/said';
import type { Board } from './board';
import type { BoardCommand, CommandOf } from './command';
import { claimTask } from './decide/claiming';
import { comment, create, edit, link, unlink } from './decide/card';
import { archive, block, complete, move, requeue, restore, unblock } from './decide/byHand';
import { fail, finish, giveBack, left, reclaim, stop, takeBack } from './decide/ending';
import { currentAttempt } from './decide/knownTask';
import { hold, promote } from './decide/promotion';
import { beat, bind, defer, extend } from './decide/working';
import { refused, unchanged } from './decision';
import type { Decision } from './decision';
import type { Author } from './task';

/** `now`: wall milliseconds. */
export function decide(board: Board, command: BoardCommand, now: number): Decision {
  if (!mayAsk(command.by, command)) {
    return refused('author', said('This is for a person to decide.'));
  }
  if (command.by.kind === 'worker') {
    const late = currentAttempt(board, { taskId: command.by.taskId, runId: command.runId ?? '' });
    if ('why' in late) {
      return late;
    }
  }
  // Each kind has its own, which the table is checked for; that this is the command's own cannot be said in types.
  return (deciders[command.kind] as Decider<never>)(board, command as never, now);
}

type Decider<C> = (board: Board, command: C, now: number) => Decision;

const deciders: { readonly [K in Kind]: Decider<CommandOf<K>> } = {
  create,
  edit,
  comment,
  link,
  unlink,
  move,
  requeue,
  block,
  unblock,
  complete,
  archive,
  restore,
  pause: (board, { by }) => (board.paused ? unchanged : { kind: 'decided', facts: [{ kind: 'paused', by }] }),
  resume: (board, { by }) => (board.paused ? { kind: 'decided', facts: [{ kind: 'resumed', by }] } : unchanged),
  claim: claimTask,
  bind,
  beat,
  extend,
  defer,
  finish,
  giveBack,
  left,
  fail,
  stop,
  reclaim,
  takeBack,
  promote,
  hold,
};

/** A person may do everything by hand; a worker what its tools offer; Holdfast itself what needs nobody's judgement. */
function mayAsk(by: Author, command: BoardCommand): boolean {
  const { kind } = command;
  switch (by.kind) {
    case 'person':
      return true;
    case 'worker':
      return ofWorkers.has(kind) || (ofOwnAttempt.has(kind) && 'taskId' in command && command.taskId === by.taskId);
    case 'holdfast':
      return !ofPeople.has(kind);
  }
}

type Kind = BoardCommand['kind'];

/** A link has its own rule about which tasks. */
const ofWorkers: ReadonlySet<Kind> = new Set<Kind>(['create', 'comment', 'link']);
const ofOwnAttempt: ReadonlySet<Kind> = new Set<Kind>(['bind', 'beat', 'finish', 'giveBack', 'fail']);
/** What automation hands to a person, automation may not take back. */
const ofPeople: ReadonlySet<Kind> = new Set<Kind>([
  ...(['edit', 'unlink', 'move', 'requeue', 'block', 'unblock', 'complete', 'archive', 'restore', 'reclaim', 'stop', 'pause', 'resume'] as const),
]);
