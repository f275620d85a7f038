/** A started agent, before a word was exchanged: the child process, and the peer that speaks with it. `launch.ts` makes them. */
import type { Event } from '../base/event';
import type { EndReport, KillGrace } from '../host/childProcess';
import type { Exit } from '../session/failure';
import type { Peer } from '../wire/peer';

export interface Launched {
  readonly child: LaunchedChild;
  readonly peer: Peer;
  /** Tells that something has arrived, before anybody handles it: the earliest sign of life there is. Where sessions share the connection
   * it names the agent's session that it is for; otherwise there is but one to whom any byte can belong. */
  readonly onHeard: Event<string | undefined>;
  /** We have stopped reading for a while, because too much that was read waits to be handled. */
  readonly isReadingPaused: boolean;
  /** What it wrote to stdout that is no message, or undefined. */
  readonly junk: () => string | undefined;
}

/** As much of a child process as an agent needs. */
export interface LaunchedChild {
  readonly pid: number;
  /** The last lines of stderr. They may hold secrets. */
  readonly stderrTail: readonly string[];
  /** Settles at the exit. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Climbs down politely: ends stdin, asks the tree to end, kills it. Bounded; never rejects; a second call joins the first. */
  end(grace: KillGrace): Promise<EndReport>;
  /** Kills the whole tree at once, synchronously. */
  killNow(): void;
}
