/**
 * A board as the lines of its log tell it: each line is an event, or several that happened at once; the first ones may be a snapshot. What
 * cannot be believed is said and, where the whole is to be saved, left out, and costs nothing else. What becomes of the file is not decided here.
 */
import { FoldedBoard } from './board';
import type { BoardEvent } from './boardEvent';
import type { LogLines } from './port';
import { readBoardEvent } from './readBoardEvent';
import { readSnapshot, snapshotLines } from './snapshot';

export class Replay {
  readonly board: FoldedBoard;
  /** Lines since the snapshot. */
  lines = 0;
  /** It holds what only a newer Holdfast understands, which anything that we wrote could spoil. */
  hasUnknown = false;
  #recent: BoardEvent[];

  private constructor(board = new FoldedBoard(), recent: readonly BoardEvent[] = []) {
    this.board = board;
    this.#recent = [...recent];
  }

  static fresh(): Replay {
    return new Replay();
  }

  /** All that can be read of a whole log, and what cannot. */
  static ofLog({ records, badLines }: LogLines): { readonly replay: Replay; readonly troubles: readonly string[] } {
    const { board, recent, rest, troubles, hasUnknown } = readSnapshot(records);
    const replay = new Replay(board, recent);
    replay.hasUnknown = hasUnknown;
    return { replay, troubles: [...troubles, ...replay.tell({ records: rest, badLines }, 'goOn').troubles] };
  }

  /** What was added, as events; `stop`: up to the first trouble, as if nothing stood behind it. */
  tell({ records, badLines }: LogLines, atTrouble: 'stop' | 'goOn'): { readonly events: readonly BoardEvent[]; readonly troubles: readonly string[] } {
    const troubles = badLines === 0 ? [] : [badLines === 1 ? 'A line holds no record.' : `${badLines} lines hold no record.`];
    const told: BoardEvent[] = [];
    this.lines += records.length;
    for (const one of records.flat()) {
      if (atTrouble === 'stop' && troubles.length > 0) {
        break;
      }
      const trouble = this.#take(one, told);
      troubles.push(...(trouble === undefined ? [] : [trouble]));
    }
    this.#keep(told);
    return { events: told, troubles };
  }

  /** The last events behind one, beats apart. */
  recent(afterSeq = 0): readonly BoardEvent[] {
    return this.#recent.filter(({ seq }) => seq > afterSeq);
  }

  snapshot(at: number): readonly object[] {
    return snapshotLines(this.board, at, this.#recent.slice(-recentLimit));
  }

  #take(record: unknown, told: BoardEvent[]): string | undefined {
    const read = readBoardEvent(record);
    const seq = read.kind === 'event' ? read.event.seq : read.seq;
    const isGap = seq !== undefined && seq > this.board.seq + 1;
    if (seq !== undefined && (isGap || read.kind !== 'event')) {
      // What stood there is lost, or nothing that we know; what follows need not be.
      this.board.skipTo(read.kind === 'event' ? seq - 1 : seq);
    }
    if (read.kind === 'unknown' && seq !== undefined && !isGap) {
      this.hasUnknown = true;
      return undefined;
    }
    if (read.kind !== 'event') {
      return read.text;
    }
    const misfit = this.board.fold(read.event);
    if (!misfit) {
      told.push(read.event);
    }
    return isGap ? `What stood before event ${seq} is missing.` : misfit?.text;
  }

  #keep(events: readonly BoardEvent[]): void {
    this.#recent.push(...events.filter(({ kind }) => kind !== 'beat'));
    if (this.#recent.length > 2 * recentLimit) {
      this.#recent = this.#recent.slice(-recentLimit);
    }
  }
}

const recentLimit = 2_000;
