/**
 * What a person means by moving a card to another column, and what they may do with it where it stands: as data, for menus, drag and drop
 * and the tree alike. Whether the board agrees is decided by the board, with words; this only keeps people from offers that are never taken.
 */
import type { TaskStatus } from '../board/task';

export type CardAction = (typeof cardActions)[number];

export const cardActions = [
  'run',
  'stop',
  'reclaim',
  'unblock',
  'approve',
  'reject',
  'requeue',
  'complete',
  'block',
  'schedule',
  'edit',
  'comment',
  'link',
  'openTranscript',
  'archive',
  'restore',
] as const;

/** `move`: nothing but the move itself. */
export type MoveIntent = CardAction | 'move';

/** In the order in which a board shows them. */
export const columns = ['triage', 'todo', 'scheduled', 'ready', 'running', 'blocked', 'review', 'done', 'archived'] as const satisfies readonly TaskStatus[];

export function intentOf(from: TaskStatus, to: TaskStatus): MoveIntent | undefined {
  return from === to ? undefined : intents[from][to];
}

/** Where a card may be moved by hand. */
export function targetsOf(from: TaskStatus): readonly TaskStatus[] {
  return columns.filter((to) => intentOf(from, to) !== undefined);
}

/** Without those that are a move to another column. */
export function actionsOf(status: TaskStatus, transcript: 'there' | 'none'): readonly CardAction[] {
  return [...ownActions[status], ...(transcript === 'there' ? (['openTranscript'] as const) : [])];
}

/** Of a card, for a menu: what goes on with its task, what is written on it, and where it can be moved by nothing that stands there already. */
export function menuOf(status: TaskStatus, transcript: 'there' | 'none'): {
  readonly work: readonly CardAction[];
  readonly card: readonly CardAction[];
  readonly moves: readonly TaskStatus[];
} {
  const actions = actionsOf(status, transcript);
  const targets = targetsOf(status).filter((to) => to !== 'archived');
  const isSaid = (to: TaskStatus): boolean => {
    const intent = intentOf(status, to);
    // Stopping leads to two places.
    return actions.some((action) => action === intent) && targets.filter((other) => intentOf(status, other) === intent).length === 1;
  };
  return {
    work: actions.filter((action) => !ofCard.has(action)),
    card: actions.filter((action) => ofCard.has(action)),
    moves: targets.filter((to) => !isSaid(to)),
  };
}

const ofCard: ReadonlySet<CardAction> = new Set<CardAction>(['edit', 'comment', 'link', 'openTranscript', 'archive', 'restore']);

const laidDown = { blocked: 'block', done: 'complete', archived: 'archive' } as const;

const intents: { readonly [From in TaskStatus]: { readonly [To in TaskStatus]?: MoveIntent } } = {
  triage: { ready: 'move', scheduled: 'schedule', ...laidDown },
  // It becomes ready by itself, when what it waits for is done.
  todo: { triage: 'move', scheduled: 'schedule', ...laidDown },
  scheduled: { triage: 'move', ready: 'move', ...laidDown },
  ready: { triage: 'move', scheduled: 'schedule', running: 'run', ...laidDown },
  running: { ready: 'stop', blocked: 'stop' },
  blocked: { ready: 'unblock', done: 'complete', archived: 'archive' },
  review: { ready: 'reject', done: 'approve', archived: 'archive' },
  done: { ready: 'requeue', archived: 'archive' },
  // Where it comes back to is decided by what it was.
  archived: {},
};

const common = ['edit', 'comment', 'link'] as const;

const ownActions: { readonly [S in TaskStatus]: readonly CardAction[] } = {
  triage: [...common, 'archive'],
  todo: [...common, 'block', 'archive'],
  scheduled: [...common, 'schedule', 'archive'],
  ready: ['run', ...common, 'block', 'archive'],
  running: ['stop', 'reclaim', 'comment'],
  blocked: ['unblock', ...common, 'archive'],
  review: ['approve', 'reject', 'requeue', 'comment', 'archive'],
  done: ['requeue', 'comment', 'archive'],
  archived: ['restore'],
};
