/**
 * The processes that agents have left running behind their turns: which there are, and what of them the user asked to be told. News are
 * posted as something that is owed; nothing is shown here, and nothing is ever said to an agent.
 */
import type { Clock } from '../base/clock';
import { withoutEscapes } from '../base/escapes';
import { Emitter } from '../base/event';
import type { Posted, ProcessNews } from '../notice/notice';
import type { LinePattern } from './linePattern';
import { longestLine } from './lines';
import { LeftProcess } from './leftProcess';
import type { Wish } from './leftProcess';
import type { TerminalBook } from './port';
import { StormBreaker, stormMs } from './stormBreaker';

export interface LeftProcessesPorts {
  readonly clock: Clock;
  /** A turn of the session goes on. */
  readonly isInTurn: (sessionId: string) => boolean;
  /** On disk when it returns. */
  readonly post: (notice: Posted) => void;
  readonly withdraw: (sessionId: string, eventId: string) => void;
  /** What is to be told should this window go without a word, on disk when it returns. What is posted of the same takes its place. */
  readonly promise: (notice: Posted) => void;
  /** It will not come to that. */
  readonly release: (sessionId: string, eventId: string) => void;
  /** Ends what takes longer. */
  readonly inTime: <T>(limitMs: number, run: () => T) => { readonly value: T } | 'late';
  readonly onError: (error: unknown) => void;
}

export class LeftProcesses {
  /** Oldest first. */
  readonly #known = new Set<LeftProcess>();
  /** Whose end is told also when this window is killed, and they with it. */
  readonly #promised = new Set<LeftProcess>();
  readonly #storm: StormBreaker;
  #news = 0;
  /** Whose news were held back last. */
  #heldBack: LeftProcess | undefined;
  readonly #changed: Emitter<LeftProcess>;
  /** Tells of every process that a person can see, or could until now. */
  readonly onDidChange;

  constructor(private readonly ports: LeftProcessesPorts) {
    this.#changed = new Emitter(ports.onError);
    this.onDidChange = this.#changed.event;
    this.#storm = new StormBreaker(ports.clock, (heldBack) => this.#heldBack && this.#post({ kind: 'stormOver', heldBack }, this.#heldBack));
  }

  /** Those that run, and those that have ended a short while ago; oldest first. */
  of(sessionId: string): readonly LeftProcess[] {
    return this.all().filter((process) => process.sessionId === sessionId);
  }

  all(): readonly LeftProcess[] {
    this.#forget();
    return [...this.#known].filter(({ state }) => state.kind === 'left' || state.kind === 'ended');
  }

  find(processId: string): LeftProcess | undefined {
    return this.all().find(({ id }) => id === processId);
  }

  /** For one incarnation of the session's agent. */
  book(sessionId: string): TerminalBook {
    const written = new Set<LeftProcess>();
    return {
      began: (terminal) => {
        const { clock, isInTurn } = this.ports;
        const process = new LeftProcess(sessionId, terminal, {
          now: () => clock.now(),
          wall: () => clock.wall(),
          isInTurn: () => isInTurn(sessionId),
          find: (lines, pattern) => this.#find(lines, pattern),
          tell: (news, about) => this.#tell(news, about),
          takeBack: ({ id }) => this.ports.withdraw(sessionId, endOf(id)),
          onChange: (about) => {
            // An agent runs thousands of commands, and whatever has ended needs no closing.
            if (about.state.kind === 'over' || about.state.kind === 'ended') {
              written.delete(about);
            }
            this.#changedOne(about);
          },
        });
        written.add(process);
        this.#known.add(process);
        this.#changedOne(process);
        return process;
      },
      close: () => written.forEach((process) => process.endWith('agent')),
    };
  }

  /** What its turn has started and not ended is left running. */
  turnEnded(sessionId: string): void {
    for (const process of this.#known) {
      if (process.sessionId === sessionId) {
        process.leave();
      }
    }
  }

  /** Says no where the pattern takes too long on what was printed so far, or on a line that is hard for many. */
  watch(process: LeftProcess, wish: Wish): 'watched' | 'tooSlow' {
    if (wish.kind === 'output' && this.#find([...hardLines, ...process.output().slice(-triedCharacters).split('\n')], wish.pattern) === 'late') {
      return 'tooSlow';
    }
    process.wishFor(wish);
    return 'watched';
  }

  /** The window closes, and everything ends with it. */
  close(): void {
    this.#storm.close();
    for (const process of this.#known) {
      process.endWith('window');
    }
  }

  #find(lines: readonly string[], { kind, expression }: LinePattern): readonly string[] | 'late' {
    const find = (): readonly string[] => lines.filter((line) => expression.test(line.slice(0, longestLine)));
    if (kind === 'text') {
      return find();
    }
    // Time passes on a busy computer as well: only who is late twice is slow.
    const first = this.ports.inTime(matchLimitMs, find);
    const found = first === 'late' ? this.ports.inTime(matchLimitMs, find) : first;
    return found === 'late' ? 'late' : found.value;
  }

  #tell(news: ProcessNews, process: LeftProcess): void {
    const admission = news.kind === 'printed' ? this.#storm.admit() : 'tell';
    if (admission !== 'tell') {
      this.#heldBack = process;
    }
    if (admission !== 'hold') {
      this.#post(admission === 'trip' ? { kind: 'storm', quietMs: stormMs } : news, process);
    }
  }

  #post(news: ProcessNews, process: LeftProcess): void {
    this.#news += 1;
    const isEnd = news.kind === 'ended' || news.kind === 'endedWith';
    const eventId = isEnd ? endOf(process.id) : `${process.id}/${this.#news}`;
    this.ports.post(this.#notice(process, news, eventId, isEnd ? lastLinesOf(process.output()) : ''));
  }

  #notice(process: LeftProcess, news: ProcessNews, eventId: string, preview: string): Posted {
    const command = process.commandLine.slice(0, toldCharacters);
    return { sessionId: process.sessionId, eventId, command, news, preview, at: this.ports.clock.wall(), state: 'owed' };
  }

  /** Who is watched is told of in any case. */
  #promise(process: LeftProcess): void {
    const [eventId, isWatched] = [endOf(process.id), process.state.kind === 'left' && process.wish.kind !== 'nothing'];
    if (isWatched && !this.#promised.has(process)) {
      this.#promised.add(process);
      this.ports.promise(this.#notice(process, { kind: 'endedWith', whom: 'window' }, eventId, ''));
    } else if (!isWatched && this.#promised.delete(process)) {
      this.ports.release(process.sessionId, eventId);
    }
  }

  #changedOne(process: LeftProcess): void {
    this.#promise(process);
    if (process.state.kind === 'over') {
      this.#known.delete(process);
    }
    if (process.state.kind !== 'inTurn') {
      this.#changed.fire(process);
    }
  }

  /** What has ended is there to be seen for a while, and only so much of it. */
  #forget(): void {
    const ended = [...this.#known].filter(({ state }) => state.kind === 'ended');
    const isOld = ({ state }: LeftProcess): boolean => state.kind === 'ended' && state.at < this.ports.clock.wall() - keptMs;
    for (const process of [...ended.filter(isOld), ...ended.slice(0, Math.max(0, ended.length - keptEnded))]) {
      this.#known.delete(process);
    }
  }
}

function endOf(processId: string): string {
  return `${processId}/end`;
}

/** For a notice: the last lines, whole ones where there is more than one. */
function lastLinesOf(output: string): string {
  const tail = withoutEscapes(output).trimEnd().slice(-previewCharacters);
  const lineAt = tail.indexOf('\n');
  return (tail.length < previewCharacters || lineAt === -1 ? tail : tail.slice(lineAt + 1)).trim();
}

const previewCharacters = 1_000;
const toldCharacters = 300;
const keptMs = 30 * 60_000;
const keptEnded = 64;
/** For all lines that come at once. */
const matchLimitMs = 150;
const triedCharacters = 50_000;
/** Most expressions that take for ever do so where a repetition goes far and then fails. */
const hardLines = ['a', '0', ' ', 'a ', '=', '.', '/', 'ab1 '].map((piece) => `${piece.repeat(longestLine).slice(0, longestLine - 1)}!`);
