/**
 * What comes of a command, by the board as it is now: facts, or a refusal and why. Pure: whoever holds the board's lock reads, asks here and
 * writes what comes out, which makes each command a compare-and-set. A command of an attempt proves itself by its run.
 */
import type { Board } from './board';
import type { BoardCommand } from './command';
import { claimTask } from './decide/claiming';
import { comment, create, edit, link, unlink } from './decide/card';
import { archive, block, complete, move, requeue, restore, unblock } from './decide/byHand';
import { fail, finish, giveBack, reclaim, stop, takeBack } from './decide/ending';
import { hold, promote } from './decide/promotion';
import { beat, bind, defer, extend } from './decide/working';
import { refused, unchanged } from './decision';
import type { Decision } from './decision';
import type { Author } from './task';

/** `now`: wall milliseconds. */
export function decide(board: Board, command: BoardCommand, now: number): Decision {
  if (!mayAsk(command.by, command)) {
    return refused('author', 'This is for a person to decide.');
  }
  switch (command.kind) {
    case 'create':
      return create(board, command, now);
    case 'edit':
      return edit(board, command, now);
    case 'comment':
      return comment(board, command);
    case 'link':
      return link(board, command);
    case 'unlink':
      return unlink(board, command);
    case 'move':
      return move(board, command, now);
    case 'requeue':
      return requeue(board, command);
    case 'block':
      return block(board, command);
    case 'unblock':
      return unblock(board, command);
    case 'complete':
      return complete(board, command);
    case 'archive':
      return archive(board, command);
    case 'restore':
      return restore(board, command);
    case 'reclaim':
      return reclaim(board, command);
    case 'stop':
      return stop(board, command);
    case 'pause':
    case 'resume':
      return pauseOrResume(board, command);
    case 'bind':
      return bind(board, command);
    case 'beat':
      return beat(board, command, now);
    case 'finish':
      return finish(board, command);
    case 'giveBack':
      return giveBack(board, command);
    case 'fail':
      return fail(board, command, now);
    case 'claim':
      return claimTask(board, command, now);
    case 'extend':
      return extend(board, command, now);
    case 'defer':
      return defer(board, command, now);
    case 'takeBack':
      return takeBack(board, command);
    case 'promote':
      return promote(board, command, now);
    case 'hold':
      return hold(board, command);
  }
}

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

function pauseOrResume(board: Board, { kind, by }: BoardCommand & { readonly kind: 'pause' | 'resume' }): Decision {
  const isPaused = board.paused !== undefined;
  return isPaused === (kind === 'pause') ? unchanged : { kind: 'decided', facts: [{ kind: kind === 'pause' ? 'paused' : 'resumed', by }] };
}
