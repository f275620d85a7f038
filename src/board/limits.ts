/**
 * How much of anything the board takes: far more than people need, and little enough that no agent can fill a disk or freeze a view with
 * it. Texts in characters. Whoever gives a command is refused beyond them, and a line of the log beyond them is not believed.
 */
export const limits = {
  id: 64,
  agent: 200,
  title: 300,
  prompt: 100_000,
  comment: 20_000,
  reason: 2_000,
  /** Of what went wrong, in a line; cut instead of refused, because it is said about a worker and not by it. */
  detail: 2_000,
  summary: 20_000,
  note: 500,
  key: 200,
  artifact: 1_000,
  artifacts: 100,
  parents: 50,
  comments: 500,
  tasks: 10_000,
  /** Of what one task's worker makes, in all its attempts. */
  tasksOfWorker: 100,
  /** Of these, so many may be started before a person has looked at them. */
  startedOfWorker: 20,
  /** A worker's task is one step from a person's, its own worker's task two. Beyond, a person looks at each before it may be started. */
  generations: 2,
  /** Attempts of a task that are known one by one; of older ones, how many ended how. */
  runs: 50,
  loopReasons: 5,
} as const;

export function shortened(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
