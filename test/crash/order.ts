/** What the one who kills and the window that is killed say to each other: an order in, facts out, one JSON line each. */

export interface Order {
  /** Holds the state of the workspace. */
  readonly folder: string;
  readonly round: number;
  readonly seed: number;
  /** Of every prompt, draft and part of an answer. */
  readonly bytes: number;
  readonly sessions: readonly string[];
  /** It dies by itself. Absent: it is killed from outside. */
  readonly diesAt?: { readonly step: number } | { readonly append: number };
}

/**
 * What has happened in the window, told when it had happened; words that end in `-ing` are told before. `told`: so many parts of that
 * answer were sent to the view. `got`: the agent has that prompt. `kept`: it was too late to take it back.
 */
export type Fact =
  | readonly ['ready' | 'opened' | 'tired']
  | readonly ['asking' | 'acknowledged' | 'refused' | 'withdrawing' | 'withdrawn' | 'kept' | 'stopping' | 'stopped', session: string, label: string]
  | readonly ['drafting' | 'drafted', session: string, label: string]
  | readonly ['resuming', session: string]
  | readonly ['state', session: string, label: string, state: string]
  | readonly ['told', session: string, answer: string, pieces: number]
  | readonly ['got', label: string]
  | readonly ['gotRecovery'];
