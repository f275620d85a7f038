/** Which tasks a task waits for. A parent that was done and then archived counts as done; one that was archived undone goes on being waited for. */
import type { Board } from './board';
import type { Task } from './task';

export function openParents(board: Pick<Board, 'get'>, parents: readonly string[]): readonly string[] {
  return parents.filter((id) => !isDone(board.get(id)));
}

export function isDone(task: Task | undefined): boolean {
  return task?.doneAt !== undefined;
}

/** Whether a task that has this parent would be its own ancestor. */
export function wouldCircle(board: Pick<Board, 'get'>, taskId: string, parentId: string): boolean {
  const seen = new Set<string>();
  const open = [parentId];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (id === taskId) {
      return true;
    }
    if (!seen.has(id)) {
      seen.add(id);
      open.push(...(board.get(id)?.parents ?? []));
    }
  }
  return false;
}
