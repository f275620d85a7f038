/**
 * The one notice of a start: what of the interrupted work is to be told without being asked, told by one of the windows that could. It says
 * nothing itself; what came to be known later is found where one looks.
 */
import type { Cancel, Clock } from '../base/clock';
import type { InterruptedTurn } from '../session/interruption';
import type { Interruptions } from './interruptions';
import type { ToldOnce } from './port';

export interface InterruptedSession {
  readonly sessionId: string;
  readonly turn: InterruptedTurn;
}

/** VS Code gives a closing window five seconds; one that is reloaded may still be there when its successor looks. */
const closingMs = 10_000;
const againMs = 500;

export class StartNotice {
  /** What is this window's to tell. */
  readonly #ours = new Set<string>();
  #cancel: Cancel = () => undefined;

  constructor(
    private readonly interruptions: Pick<Interruptions, 'start' | 'toTell'>,
    private readonly told: ToldOnce,
    private readonly clock: Clock,
    private readonly log: { warn(message: string): void },
  ) {}

  /**
   * Looks for interrupted work; `onKnown` is called once, with what is this window's to tell, which may be nothing. What another window
   * tells is waited for a while: it may be the predecessor, which closes.
   */
  start(onKnown: (ours: readonly InterruptedSession[]) => void): void {
    this.interruptions.start(() => this.#claim(onKnown, this.clock.now() + closingMs));
  }

  /** The window closes: its successor tells anew. */
  close(): void {
    this.#cancel();
    try {
      this.told.close();
    } catch (error) {
      this.log.warn(`That this window tells nothing any more cannot be written: ${String(error)}`);
    }
  }

  #claim(onKnown: (ours: readonly InterruptedSession[]) => void, untilMs: number): void {
    const all = this.interruptions.toTell();
    const rest = all.map(keyOf).filter((key) => !this.#ours.has(key));
    const claimed = this.#claimed(rest);
    claimed.forEach((key) => this.#ours.add(key));
    if (claimed.length < rest.length && this.clock.now() < untilMs) {
      this.#cancel = this.clock.after(againMs, () => this.#claim(onKnown, untilMs));
    } else {
      onKnown(all.filter((one) => this.#ours.has(keyOf(one))));
    }
  }

  #claimed(keys: readonly string[]): readonly string[] {
    try {
      return keys.length === 0 ? keys : this.told.claim(keys);
    } catch (error) {
      // Better told twice than never.
      this.log.warn(`Which window tells of interrupted work cannot be written: ${String(error)}`);
      return keys;
    }
  }
}

function keyOf({ sessionId, turn }: InterruptedSession): string {
  return `${sessionId}/${turn.turnId}`;
}
