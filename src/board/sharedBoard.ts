/**
 * The one board of all windows of the workspace, over a log that they share. A change reads what others have written, decides, writes one
 * line and folds it, all while nobody else writes: a compare-and-set. A log that cannot be believed (a person edited it, a disk damaged it)
 * is judged as a whole: it is taken where it is sound and has lost nothing; otherwise the last good state is put back, with what can be
 * read of anything newer, and the other one is kept. A log that has grown long becomes a snapshot. It has no rule of its own and no timer.
 */
import { inEnglish, said } from '../base/said';
import type { Said } from '../base/said';
import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { Board } from './board';
import type { BoardEvent } from './boardEvent';
import type { BoardCommand } from './command';
import { decide } from './decide';
import { refused } from './decision';
import type { BoardLog, BoardStore, Changed, LogLines } from './port';
import { Replay } from './replay';

export class SharedBoard implements BoardStore {
  #replay = Replay.fresh();
  /** What the disk refuses now, and what was put in order and not looked at yet, in words. */
  #unreadable: Said | undefined;
  #mended: Said | undefined;
  #compactAtLines: number;
  /** Told when the log is free again: whoever listens may want to change the board. */
  #untold: BoardEvent[] | undefined;
  readonly #didChange: Emitter<readonly BoardEvent[]>;
  readonly #unfollow: () => void;

  constructor(
    private readonly log: BoardLog,
    private readonly ports: SharedBoardPorts,
  ) {
    this.#didChange = new Emitter(ports.onError);
    this.#compactAtLines = this.#limitLines;
    this.refresh();
    this.#unfollow = log.follow(() => this.refresh());
  }

  get board(): Board {
    return this.#replay.board;
  }

  get fault(): Said | undefined {
    return this.#unreadable ?? (this.#replay.hasUnknown ? newer : this.#mended);
  }

  get onDidChange(): BoardStore['onDidChange'] {
    return this.#didChange.event;
  }

  change(command: BoardCommand): Changed {
    return this.#telling(() => this.log.exclusively(() => this.#change(command)));
  }

  tryChange(command: BoardCommand): Changed | { readonly kind: 'busy' } {
    return this.#telling(() => {
      const tried = this.log.tryExclusively(() => this.#change(command));
      return tried.kind === 'busy' ? tried : tried.value;
    });
  }

  /** Never throws: what the disk refuses is a fault, until it does not any more. */
  refresh(): void {
    this.#telling(() => {
      try {
        this.#takeIn((heal) => this.log.exclusively(heal));
      } catch (error) {
        const why = said('The task board cannot be read: {0}', error instanceof Error ? error.message : String(error));
        if (this.#unreadable === undefined || inEnglish(why) !== inEnglish(this.#unreadable)) {
          this.#unreadable = why;
          this.#tell([]);
        }
      }
    });
  }

  history(taskId: string, limit: number): readonly BoardEvent[] {
    const own = this.#replay.recent().filter((event) => 'taskId' in event && event.taskId === taskId);
    return own.slice(Math.max(0, own.length - limit));
  }

  close(): void {
    this.#unfollow();
  }

  #change(command: BoardCommand): Changed {
    this.#takeIn((heal) => heal());
    if (this.#replay.hasUnknown) {
      return refused('invalid', newer);
    }
    const at = this.ports.clock.wall();
    const { seq } = this.board;
    const decided = decide(this.board, command, at);
    if (decided.kind === 'refused') {
      return decided;
    }
    const events = decided.facts.map((fact, index): BoardEvent => ({ seq: seq + 1 + index, at, ...fact }));
    const [first] = events;
    if (first) {
      this.log.append(events.length === 1 ? first : events);
      this.#tell(this.#replay.tell({ records: [events], badLines: 0 }, 'goOn').events);
      this.#compactWhenLong(at);
    }
    if (command.by.kind === 'person') {
      // Whoever works on the board has seen what was said of it.
      this.#mended = undefined;
    }
    return { kind: 'done', events };
  }

  #takeIn(exclusively: (heal: () => void) => void): void {
    const news = this.log.look();
    if (this.#unreadable !== undefined) {
      this.#unreadable = undefined;
      this.#tell([]);
    }
    if (news.kind === 'same') {
      return;
    }
    if (news.kind === 'added') {
      const { events, troubles } = this.#replay.tell(news, 'stop');
      this.#tell(events);
      if (troubles.length === 0) {
        return;
      }
    } else if (this.#adopt(news).kind === 'adopted') {
      return;
    }
    // Another window may have put it in order meanwhile, or be about to: now nobody does but we.
    exclusively(() => this.#heal());
  }

  /** Where the whole log is sound and holds no less than we know, it is the truth, whoever has rewritten it. */
  #adopt(lines: LogLines): Adoption {
    const { replay, troubles } = Replay.ofLog(lines);
    // A newer window's words make the rest look wrong. It is shown as far as it can be read, and left alone.
    if (troubles.length > 0 && !replay.hasUnknown) {
      return { kind: 'unsound', replay, why: troubles };
    }
    if (replay.board.seq < this.board.seq) {
      return { kind: 'unsound', replay, why: ['What happened last is missing in it.'] };
    }
    this.#tell(replay.recent(this.board.seq));
    this.#goOnWith(replay);
    return { kind: 'adopted' };
  }

  #heal(): void {
    const lines = this.log.readAll();
    const adoption = this.#adopt(lines);
    if (adoption.kind === 'adopted') {
      return;
    }
    const known = this.board.seq;
    if (known === 0) {
      this.#goOnWith(adoption.replay);
      this.#tell(adoption.replay.recent());
    } else {
      this.#tell(this.#replay.tell(newerThan(known, lines), 'goOn').events);
    }
    const keptAt = this.log.replace(this.#replay.snapshot(this.ports.clock.wall()), 'keepFormer');
    this.#replay.lines = 0;
    this.#mended = mended(known === 0 ? 'read' : 'lastGood', summary(adoption.why), keptAt);
    this.ports.onMended({ reason: inEnglish(mended(known === 0 ? 'read' : 'lastGood', summary(adoption.why), undefined)), ...(keptAt !== undefined && { keptAt }) });
  }

  #goOnWith(replay: Replay): void {
    this.#replay = replay;
    this.#compactAtLines = this.#limitLines;
  }

  #compactWhenLong(at: number): void {
    if (this.#replay.lines < this.#compactAtLines) {
      return;
    }
    try {
      this.log.replace(this.#replay.snapshot(at), 'dropFormer');
      this.#replay.lines = 0;
      this.#compactAtLines = this.#limitLines;
    } catch (error) {
      // A long log is a good log, and the change is in it. Once more when it is longer still.
      this.#compactAtLines = this.#replay.lines + this.#limitLines;
      this.ports.onError(error);
    }
  }

  #tell(events: readonly BoardEvent[]): void {
    this.#untold = [...(this.#untold ?? []), ...events];
  }

  #telling<T>(run: () => T): T {
    try {
      return run();
    } finally {
      const untold = this.#untold;
      this.#untold = undefined;
      if (untold) {
        this.#didChange.fire(untold);
      }
    }
  }

  get #limitLines(): number {
    // Of a board with many tasks a snapshot costs more, and is made less often.
    return this.ports.compactAfterLines ?? Math.max(compactAfterLines, 4 * this.board.tasks().length);
  }
}

export interface SharedBoardPorts {
  readonly clock: Clock;
  /** A log that could not be believed was put in order. */
  readonly onMended: (report: { readonly reason: string; readonly keptAt?: string }) => void;
  readonly onError: (error: unknown) => void;
  /** For tests. */
  readonly compactAfterLines?: number;
}

type Adoption = { readonly kind: 'adopted' } | { readonly kind: 'unsound'; readonly replay: Replay; readonly why: readonly string[] };

const newer = said('The task board was written by a newer version of Holdfast. Reload this window to go on with it.');

/** What is there: all that could be `read`, or the `lastGood` state. */
function mended(what: 'read' | 'lastGood', why: string, keptAt: string | undefined): Said {
  if (keptAt === undefined) {
    return what === 'read'
      ? said('The log of the task board was changed or damaged from outside. All that can be read of it is there. ({0})', why)
      : said('The log of the task board was changed or damaged from outside. It goes on from its last good state. ({0})', why);
  }
  return what === 'read'
    ? said('The log of the task board was changed or damaged from outside. All that can be read of it is there. ({0}) The log as it was is kept at {1}', why, keptAt)
    : said('The log of the task board was changed or damaged from outside. It goes on from its last good state. ({0}) The log as it was is kept at {1}', why, keptAt);
}

/** Lines are read at every start of a window; a snapshot is written once for so many. */
const compactAfterLines = 2_000;

function newerThan(seq: number, { records }: LogLines): LogLines {
  const newer = records.flat().filter((record) => {
    const its = (record as { readonly seq?: unknown } | undefined)?.seq;
    return typeof its === 'number' && its > seq;
  });
  return { records: newer, badLines: 0 };
}

function summary(troubles: readonly string[]): string {
  const [first, second, ...others] = troubles;
  return [first, second, others.length > 0 ? `And ${others.length} more.` : undefined].filter((text) => text !== undefined).join(' ');
}
