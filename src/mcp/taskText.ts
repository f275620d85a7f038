/** The board in a model's words: plain text, bounded however much stands on it. */
import type { Board } from '../board/board';
import { shortened } from '../board/limits';
import type { Author, Run, Task, TaskStatus } from '../board/task';

export function taskText(board: Board, task: Task): string {
  const { id, title, status, prompt, parents, block, summary, artifacts, comments, runs, claim } = task;
  const sections = [
    [`${title}`, `id: ${id}`, `status: ${status}`, ...(claim?.note === undefined ? [] : [`note: ${claim.note}`])],
    ['What is to be done:', prompt],
    ...(block ? [[`Blocked (${block.kind}): ${block.reason}`]] : []),
    ...(parents.length > 0 ? [['Must be done before:', ...parents.map((parent) => parentText(board.get(parent), parent))]] : []),
    ...(summary === undefined ? [] : [['What came of it:', summary, ...artifacts]]),
    ...(comments.length > 0 ? [['Comments:', ...comments.slice(-shownComments).map(({ by, text }) => `- ${author(by)}: ${shortened(text, 2_000)}`)]] : []),
    ...(runs.length > 0 ? [['Attempts:', ...runs.slice(-shownRuns).map(runText)]] : []),
  ];
  return shortened(sections.map((lines) => lines.join('\n')).join('\n\n'), limitChars);
}

export function listText(board: Board, status: TaskStatus | undefined): string {
  const all = board.tasks().filter((task) => (status === undefined ? task.status !== 'archived' : task.status === status));
  if (all.length === 0) {
    return status === undefined ? 'There is no task on the board.' : `There is no task that is ${status}.`;
  }
  const shown = all.slice(-shownTasks).reverse();
  const more = all.length - shown.length;
  return [...shown.map(({ id, status: its, title }) => `${id} · ${its} · ${title}`), ...(more > 0 ? [`and ${more} older ones`] : [])].join('\n');
}

const limitChars = 150_000;
const shownTasks = 200;
const shownComments = 50;
const shownRuns = 20;

function parentText(parent: Task | undefined, id: string): string {
  if (!parent) {
    return `- ${id} (not there any more)`;
  }
  const came = parent.summary === undefined ? '' : `: ${shortened(parent.summary, 4_000)}`;
  return `- ${id} · ${parent.status} · ${parent.title}${came}`;
}

function runText({ attempt, end }: Run): string {
  return `- ${attempt}: ${end ? `${end.outcome}${end.detail === undefined ? '' : ` (${shortened(end.detail, 500)})`}` : 'under way'}`;
}

function author(by: Author): string {
  return by.kind === 'worker' ? `worker of ${by.taskId}` : by.kind;
}
