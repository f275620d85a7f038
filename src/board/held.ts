/** Why a ready task is not started: derived whenever somebody asks, written to the log only when it has changed. */
import type { AgentGuard } from './agentGuards';

export type Held =
  | { readonly kind: 'paused' }
  /** Nothing is started by itself; a person may. */
  | { readonly kind: 'manual' }
  | { readonly kind: 'elsewhere' }
  /** As many run as may. */
  | { readonly kind: 'capacity'; readonly running: number; readonly limit: number }
  /** A usage limit was met. Wall milliseconds. */
  | { readonly kind: 'cooldown'; readonly until: number }
  /** Its last worker has said what became of it and is not gone yet. */
  | { readonly kind: 'leaving' }
  /** It was done so short a time ago that doing it again looks like a mistake; asking for it again is enough. */
  | { readonly kind: 'justDone'; readonly until: number }
  /** Its last attempt has opened a pull request; asking for it again is enough. */
  | { readonly kind: 'pullRequest'; readonly until: number }
  /** Another task with the same agent has met it. */
  | AgentGuard
  | { readonly kind: 'agentMissing'; readonly agent: string }
  /** Its agent knows a few commands and nothing else, and the task is none of them. */
  | { readonly kind: 'agentCannot' }
  | { readonly kind: 'untrusted' };
