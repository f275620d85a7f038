import type { AgentFailure } from './failure';

/** How a turn ended. Every turn ends exactly once, whatever happened. */
export type TurnOutcome =
  /** The agent answered. `empty`: nothing was said or done in the turn, which is no success. */
  | { readonly kind: 'answered'; readonly stopReason: StopReason; readonly empty: boolean }
  /** The user stopped it. `late`: the agent had not confirmed within the grace. */
  | { readonly kind: 'cancelled'; readonly late: boolean }
  /** The agent was silent for longer than its limit. `confirmed`: it still answered the request to stop, so it had the prompt. `tool`: the
   * call that was in flight. */
  | { readonly kind: 'stalled'; readonly silentMs: number; readonly confirmed?: true; readonly tool?: string }
  | { readonly kind: 'failed'; readonly failure: AgentFailure }
  /** The window closed, or this computer went away, while it ran. */
  | { readonly kind: 'interrupted'; readonly by: 'shutdown' | 'restart' | 'crash' };

/** ACP's stop reasons; one we do not know is kept as it came. */
export type StopReason = 'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled' | (string & {});
