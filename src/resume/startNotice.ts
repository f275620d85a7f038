/**
 * The one notice of a start: what of the interrupted work is to be told without being asked, told by one of the windows that could. It says
 * nothing itself; what came to be known later is found where one looks.
 */
import type { InterruptedTurn } from '../session/interruption';
import type { Interruptions } from './interruptions';
import type { ToldOnce } from './port';

export interface InterruptedSession {
  readonly sessionId: string;
  readonly turn: InterruptedTurn;
}

export class StartNotice {
  constructor(
    private readonly interruptions: Pick<Interruptions, 'start' | 'toTell'>,
    private readonly told: ToldOnce,
    private readonly log: { warn(message: string): void },
  ) {}

  /** Looks for interrupted work; `onKnown` is called once, with what is this window's to tell, which may be nothing. */
  start(onKnown: (ours: readonly InterruptedSession[]) => void): void {
    this.interruptions.start(() => onKnown(this.#ours(this.interruptions.toTell())));
  }

  /** The window closes: its successor tells anew. */
  close(): void {
    try {
      this.told.close();
    } catch (error) {
      this.log.warn(`That this window tells nothing any more cannot be written: ${String(error)}`);
    }
  }

  #ours(all: readonly InterruptedSession[]): readonly InterruptedSession[] {
    if (all.length === 0) {
      return all;
    }
    try {
      const ours = this.told.claim(all.map(keyOf));
      return all.filter((one) => ours.includes(keyOf(one)));
    } catch (error) {
      // Better told twice than never.
      this.log.warn(`Which window tells of interrupted work cannot be written: ${String(error)}`);
      return all;
    }
  }
}

function keyOf({ sessionId, turn }: InterruptedSession): string {
  return `${sessionId}/${turn.turnId}`;
}
