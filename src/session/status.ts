import type { AgentFailure } from './failure';
import type { SilenceStatus } from './silence';

/** What a session is doing, as everybody outside may know it: derived from its state, never stored. Times are wall milliseconds. */
export type SessionStatus =
  | { readonly kind: 'idle' }
  /** `slow`: for so long that a first start may be downloading. */
  | { readonly kind: 'starting'; readonly since: number; readonly slow: boolean }
  /** `silence`: nothing was heard of the agent for a while. */
  | { readonly kind: 'working'; readonly since: number; readonly what: string | undefined; readonly silence?: SilenceStatus }
  | { readonly kind: 'waitingForYou'; readonly since: number }
  /** Stop was pressed. `forceable`: the grace is over and the agent has not confirmed. */
  | { readonly kind: 'stopping'; readonly since: number; readonly forceable: boolean }
  /** Its agent went away while nothing ran; the next prompt starts it again. */
  | { readonly kind: 'gone'; readonly failure: AgentFailure };
