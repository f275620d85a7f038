/** What is wrong with a task although its status does not say so; types only, the rules stand in `diagnostics.ts`. */
export interface Diagnostic {
  readonly rule: DiagnosticRule;
  readonly severity: 'warning' | 'error' | 'critical';
  /** What people are told beside it: counts, times and texts by name; words are made of it where it is shown. */
  readonly facts: {
    readonly count?: number;
    readonly since?: number;
    readonly until?: number;
    /** The actual error, in a line. */
    readonly error?: string;
    readonly reasons?: readonly string[];
  };
  /** What may help, the likeliest first. */
  readonly actions: readonly DiagnosticAction[];
}

/** `remote`, `multiplying`: made by a worker, too many steps from a person or with too many others, and to be looked at. `restarting`: attempts that count as no failure (their window went, a usage limit) follow each other and come to nothing. */
export type DiagnosticRule = 'cycling' | 'repeatedFailures' | 'repeatedCrashes' | 'restarting' | 'stuckInBlocked' | 'strandedInReady' | 'loop' | 'multiplying' | 'remote';

export type DiagnosticAction = 'run' | 'unblock' | 'edit' | 'openTranscript' | 'reclaim' | 'archive';
