import type { AttentionStatus } from './attention';
import type { Wish } from './custody';
import type { AgentFailure } from './failure';
import type { InterruptedTurn } from './interruption';
import type { SilenceStatus } from './silence';

/** What a session is doing, as everybody outside may know it: derived from its state, never stored. Times are wall milliseconds. */
export type SessionStatus =
  | { readonly kind: 'idle' }
  /** A turn was under way when its window went. */
  | { readonly kind: 'interrupted'; readonly turn: InterruptedTurn }
  /** A prompt waits because `running` turns run elsewhere, as many as may at once. */
  | { readonly kind: 'queued'; readonly since: number; readonly running: number }
  /** `slow`: for so long that a first start may be downloading. `waitMs`: it failed before, and is tried again when so much is over. */
  | { readonly kind: 'starting'; readonly since: number; readonly slow: boolean; readonly waitMs?: number }
  /** `silence`: nothing was heard of the agent for a while. `attention`: much was, and a person should have a look. */
  | {
      readonly kind: 'working';
      readonly since: number;
      readonly what: string | undefined;
      readonly silence?: SilenceStatus;
      readonly attention?: AttentionStatus;
    }
  | { readonly kind: 'waitingForYou'; readonly since: number }
  /** Stop was pressed. Once the grace is over and the agent has not confirmed it can be killed, and is at the force limit, if there is one. */
  | { readonly kind: 'stopping'; readonly since: number; readonly force: 'notYet' | 'byItself' | 'byHand' }
  /** Another window works in it; `turn`: whether one runs there. */
  | { readonly kind: 'elsewhere'; readonly turn: 'none' | 'running'; readonly wish: Wish }
  /** Its agent went away while nothing ran; the next prompt starts it again. */
  | { readonly kind: 'gone'; readonly failure: AgentFailure };
