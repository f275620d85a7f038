/** What a board in the editor needs from around it; types only. */
import type { Clock } from '../base/clock';
import type { TaskBoard } from '../board/taskBoard';
import type { Translate } from '../chat/words';
import type { CardSource } from './card';
import type { BoardFrame, BoardHostMessage, BoardPageCommand, BoardViewMessage } from './protocol';

export interface BoardSurface {
  /** Delivers to the current life of the page; dropped while there is none. */
  post(message: BoardHostMessage): void;
  /** Runs the command that stands for it. */
  act(message: Extract<BoardViewMessage, { kind: 'move' | 'act' | 'transcript' }>): void;
  run(command: BoardPageCommand): void;
}

export interface BoardPresenterPorts {
  readonly board: TaskBoard;
  readonly clock: Clock;
  readonly agents: () => Pick<BoardFrame, 'agents' | 'commandsOnly'>;
  readonly cards: Omit<CardSource, 'board'>;
  readonly trusted: () => boolean;
  /** A person has the task's card open in front of them. */
  readonly seen: (taskId: string) => void;
  readonly newId: () => string;
  readonly translate: Translate;
  readonly log: { warn(message: string): void };
}
