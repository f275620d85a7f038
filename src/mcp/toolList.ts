/** The tools by which an agent works the board: their names, what they say to a model, what they take. Who calls is never an argument. */
import { limits } from '../board/limits';
import { blockKinds, taskStatuses } from '../board/task';
import type { Fields } from './fields';

export type ToolName =
  | 'board_show'
  | 'board_list'
  | 'board_comment'
  | 'board_heartbeat'
  | 'board_complete'
  | 'board_block'
  | 'board_create'
  | 'board_link';

export interface Tool {
  readonly about: string;
  readonly fields: Fields;
  /** `read` changes nothing. Of what changes the board a run may do so many, so that one that loops fills no board. */
  readonly effect: 'read' | { readonly perRun: number };
}

const taskId = { kind: 'text', about: 'The id of a task. Left out: your own.', limitChars: limits.id, need: 'optional' } as const;

export const tools: Readonly<Record<ToolName, Tool>> = {
  board_show: {
    about: 'Shows a task of the board: what is to be done, what came of the tasks before it, comments, earlier attempts.',
    fields: { taskId },
    effect: 'read',
  },
  board_list: {
    about: 'Lists the tasks of the board, the newest first: id, status, title.',
    fields: { status: { kind: 'choice', about: 'Only those that stand so.', of: taskStatuses, need: 'optional' } },
    effect: 'read',
  },
  board_comment: {
    about: 'Writes a comment on a task, for people and for whoever works on it next.',
    fields: { text: { kind: 'text', about: 'The comment.', limitChars: limits.comment, need: 'needed' }, taskId },
    effect: { perRun: 200 },
  },
  board_heartbeat: {
    about: 'Says that you are still at your task, and how far you are. Of use before something that takes long and says nothing.',
    fields: { note: { kind: 'text', about: 'How far you are, in a line.', limitChars: limits.note, need: 'optional' } },
    effect: { perRun: 500 },
  },
  board_complete: {
    about: 'Reports that your task is done. Call it once, when all of it is; end your turn then.',
    fields: {
      summary: { kind: 'text', about: 'What came of it, for people and for the tasks that wait for this one.', limitChars: limits.summary, need: 'needed' },
      artifacts: {
        kind: 'list',
        about: 'Files in the workspace that you made or changed; they must exist.',
        limit: limits.artifacts,
        limitChars: limits.artifact,
      },
    },
    effect: { perRun: 50 },
  },
  board_block: {
    about: 'Reports that you cannot go on with your task, and why. End your turn then; somebody will look after it.',
    fields: {
      reason: { kind: 'text', about: 'Why, and what would help.', limitChars: limits.reason, need: 'needed' },
      kind: {
        kind: 'choice',
        about: 'dependency: another task must be done first (link it). needs_input: a person must answer or decide. capability: you lack a tool or a permission. transient: it may work later.',
        of: blockKinds,
        need: 'optional',
      },
    },
    effect: { perRun: 50 },
  },
  board_create: {
    about: 'Makes a new task for another worker. Answers with its id.',
    fields: {
      title: { kind: 'text', about: 'In a line.', limitChars: limits.title, need: 'needed' },
      prompt: { kind: 'text', about: 'All that its worker must know: it sees nothing of this conversation.', limitChars: limits.prompt, need: 'needed' },
      parents: { kind: 'list', about: 'Ids of tasks that must be done before.', limit: limits.parents, limitChars: limits.id },
      idempotencyKey: { kind: 'text', about: 'Any text of yours: asking again with the same one makes no second task.', limitChars: limits.key, need: 'optional' },
    },
    effect: { perRun: 50 },
  },
  board_link: {
    about: 'Makes a task wait until another one is done.',
    fields: { parentId: { kind: 'text', about: 'The id of the task that must be done before.', limitChars: limits.id, need: 'needed' }, taskId },
    effect: { perRun: 100 },
  },
};

export function isToolName(name: unknown): name is ToolName {
  return typeof name === 'string' && Object.hasOwn(tools, name);
}
