/**
 * What keeps all tasks of an agent from being started, since one of them has just met it: the agent wants somebody to sign in, or its usage
 * limit is reached. To start the others would only have each of them meet the same. It ends with the limit, with a person who lets the task
 * go on that waits for them, or with an attempt of the same agent that comes to something later. Derived from the tasks, never stored.
 */
import type { RunOutcome, Task } from './task';

export type AgentGuard =
  | { readonly kind: 'signIn' }
  /** Wall milliseconds. */
  | { readonly kind: 'agentLimited'; readonly until: number };

/** By the agent's id. */
export type AgentGuards = ReadonlyMap<string, AgentGuard>;

export function agentGuards(tasks: readonly Task[], agentOf: (task: Task) => string): AgentGuards {
  const worked = new Map<string, number>();
  for (const task of tasks) {
    const { runs, block } = task;
    const agent = agentOf(task);
    const end = runs.at(-1)?.end;
    if (end && fruitful.has(end.outcome) && !block?.wants) {
      worked.set(agent, Math.max(end.at, worked.get(agent) ?? -Infinity));
    }
  }
  const guards = new Map<string, AgentGuard>();
  for (const task of tasks) {
    const { status, runs, block, cooldownUntil } = task;
    const agent = agentOf(task);
    const end = runs.at(-1)?.end;
    if (end && end.at >= (worked.get(agent) ?? -Infinity)) {
      if (status === 'blocked' && block?.wants === 'signIn') {
        guards.set(agent, { kind: 'signIn' });
      } else if (status === 'ready' && cooldownUntil !== undefined) {
        guards.set(agent, laterOf(guards.get(agent), cooldownUntil));
      }
    }
  }
  return guards;
}

/** Ends that show that the agent works. */
const fruitful: ReadonlySet<RunOutcome> = new Set<RunOutcome>(['completed', 'blocked', 'unreported', 'failed']);

/** Who has to sign in has to do that first. */
function laterOf(guard: AgentGuard | undefined, until: number): AgentGuard {
  return guard?.kind === 'signIn' ? guard : { kind: 'agentLimited', until: Math.max(until, guard?.until ?? 0) };
}
