/**
 * Why an agent could not be used, as a value. `agent/` makes them, the conversation keeps them, `chat/words.ts` says them in a person's
 * words. `stderr` holds the last lines the agent wrote there, already redacted and cut.
 */
export type AgentFailure =
  | { readonly kind: 'untrusted' }
  | { readonly kind: 'unknownAgent'; readonly agent: string }
  | { readonly kind: 'badSetting'; readonly agent: string; readonly problem: string }
  | { readonly kind: 'commandNotFound'; readonly command: string; readonly searched: readonly string[] }
  | { readonly kind: 'cannotStart'; readonly command: string; readonly reason: string }
  | { readonly kind: 'exited'; readonly exit: Exit; readonly stderr: readonly string[] }
  /** It runs, but what it says is no ACP. `sample` is the beginning of what it wrote to stdout instead. */
  | { readonly kind: 'notAcp'; readonly sample: string; readonly stderr: readonly string[] }
  | { readonly kind: 'noAnswer'; readonly method: string; readonly afterMs: number; readonly stderr: readonly string[] }
  | { readonly kind: 'protocolVersion'; readonly wanted: number; readonly offered: number }
  | { readonly kind: 'authRequired'; readonly message: string; readonly methods: readonly { readonly id: string; readonly name: string }[] }
  /** The agent answered with an error. `detail` is the useful text of its `data`, where there is one; `resetsAt` when the usage limit that
   * it tells of is reset, in wall milliseconds. */
  | { readonly kind: 'rpc'; readonly code: number; readonly message: string; readonly detail?: string; readonly resetsAt?: number }
  /** So many starts within so long came to nothing: it was not started once more. */
  | { readonly kind: 'keepsFailing'; readonly times: number; readonly withinMs: number }
  | { readonly kind: 'disconnected'; readonly stderr: readonly string[] }
  | { readonly kind: 'internal'; readonly reason: string };

/** How an agent that ran went away: its process ended, or lives on and can no longer be reached. */
export type AgentLoss = Extract<AgentFailure, { readonly kind: 'exited' | 'disconnected' }>;

/** How a process ended: a code, a signal, or neither where the system did not say. */
export interface Exit {
  readonly code?: number;
  readonly signal?: string;
}

/** A failure on its way to becoming a turn's outcome. */
export class AgentFailureError extends Error {
  constructor(readonly failure: AgentFailure) {
    super(failure.kind === 'internal' ? failure.reason : failure.kind);
    this.name = 'AgentFailureError';
  }
}
