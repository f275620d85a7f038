/**
 * One command that runs for an agent. As long as the turn goes on in which it was started, it is the agent's business alone. Behind that
 * turn it is left running: a person sees it, and hears of its end or its output when they ask for it. When the agent has ended it or knows
 * how it ended, that is no news. It keeps an output of its own only once the command has ended, and little of it.
 */
import type { ProcessNews } from '../notice/notice';
import type { Exit } from '../session/failure';
import { commandLine } from './commandLine';
import type { LinePattern } from './linePattern';
import { Lines } from './lines';
import { OutputLimit } from './outputLimit';
import type { ClientTerminal, TerminalEntry } from './port';

/** What the user wants to hear of it. */
export type Wish = { readonly kind: 'nothing' } | { readonly kind: 'end' } | { readonly kind: 'output'; readonly pattern: LinePattern };

export type ProcessState =
  | { readonly kind: 'inTurn' }
  | { readonly kind: 'left' }
  /** It ended in its turn: nobody needs to see it. */
  | { readonly kind: 'over' }
  /** `with`: whoever it ran for went, and it with them. */
  | { readonly kind: 'ended'; readonly at: number; readonly output: string; readonly how: { readonly exit: Exit } | { readonly with: 'agent' | 'window' } };

export interface LeftProcessPorts {
  readonly now: () => number;
  readonly wall: () => number;
  /** A turn of its session goes on. */
  readonly isInTurn: () => boolean;
  /** Those of the lines that match, or that it takes too long to know. */
  readonly find: (lines: readonly string[], pattern: LinePattern) => readonly string[] | 'late';
  readonly tell: (news: ProcessNews, process: LeftProcess) => void;
  /** How it ended is no news any more. */
  readonly takeBack: (process: LeftProcess) => void;
  readonly onChange: (process: LeftProcess) => void;
}

export class LeftProcess implements TerminalEntry {
  /** Nobody else's, ever. */
  readonly id: string;
  readonly commandLine: string;
  /** Wall milliseconds. */
  readonly startedAt: number;
  readonly #lines = new Lines();
  #state: ProcessState;
  #wish: Wish = { kind: 'nothing' };
  #limit = new OutputLimit();
  #matches = 0;
  #spending = { since: 0, ms: 0 };
  /** How it ends is no news. */
  #isSettled = false;

  /** Let go of at its end: it may hold much. */
  #terminal: ClientTerminal | undefined;

  constructor(
    readonly sessionId: string,
    terminal: ClientTerminal,
    private readonly ports: LeftProcessPorts,
  ) {
    this.#terminal = terminal;
    this.id = terminal.id;
    this.commandLine = commandLine(terminal.command, terminal.args);
    this.startedAt = ports.wall();
    this.#state = { kind: ports.isInTurn() ? 'inTurn' : 'left' };
  }

  get state(): ProcessState {
    return this.#state;
  }

  get wish(): Wish {
    return this.#wish;
  }

  /** Lines that the user waits for, so far. */
  get matches(): number {
    return this.#matches;
  }

  get lastLine(): string {
    return this.#lines.last;
  }

  output(): string {
    return this.#state.kind === 'ended' ? this.#state.output : (this.#terminal?.output() ?? '').slice(-keptCharacters);
  }

  /** The turn in which it was started is over, and it is not. */
  leave(): void {
    if (this.#state.kind === 'inTurn') {
      this.#enter({ kind: 'left' });
    }
  }

  wishFor(wish: Wish): void {
    if (this.#state.kind === 'left') {
      this.#wish = wish;
      // It may have outlived an attempt to end it.
      this.#isSettled = false;
      this.#limit = new OutputLimit();
      this.#matches = 0;
      this.ports.onChange(this);
    }
  }

  /** By the user's hand, who needs not be told. Bounded, never rejects. */
  async stop(): Promise<void> {
    this.#isSettled = true;
    await this.#terminal?.stop();
  }

  said(text: string): void {
    // Where nobody waits for a line, the last one will do.
    const lines = this.#lines.push(this.#wish.kind === 'output' ? text : text.slice(-lastCharacters));
    if (this.#state.kind === 'left') {
      this.#look(lines);
      this.ports.onChange(this);
    }
  }

  ended(exit: Exit): void {
    if (this.#state.kind === 'left') {
      this.#look(this.#lines.end());
    }
    this.#end({ exit }, { kind: 'ended', exit });
  }

  /** Whoever it ran for goes, and ends it. What comes of that later is not heard any more. */
  endWith(whom: 'agent' | 'window'): void {
    this.#end({ with: whom }, { kind: 'endedWith', whom });
  }

  endsByAgent(): void {
    this.#isSettled ||= this.#state.kind === 'inTurn' || this.#state.kind === 'left';
  }

  /** In a turn: then the agent can say so. Between two turns it only keeps its own books, and nobody would hear of it. */
  agentKnows(): void {
    if (this.ports.isInTurn()) {
      this.#isSettled = true;
      this.ports.takeBack(this);
    }
  }

  #look(lines: readonly string[]): void {
    if (this.#wish.kind !== 'output' || lines.length === 0) {
      return;
    }
    const beganAt = this.ports.now();
    const found = this.ports.find(lines, this.#wish.pattern);
    if (found === 'late' || this.#spends(beganAt) > spendingLimitMs) {
      return this.#giveUp('tooSlow');
    }
    for (const line of found) {
      this.#matches += 1;
      const admission = this.#limit.admit(this.ports.now());
      if (admission.kind === 'giveUp') {
        return this.#giveUp('tooOften');
      }
      if (admission.kind === 'tell') {
        this.ports.tell({ kind: 'printed', line: line.trim().slice(0, toldCharacters), heldBack: admission.heldBack }, this);
      }
    }
  }

  /** How much of the current second went into looking. */
  #spends(beganAt: number): number {
    if (beganAt - this.#spending.since > 1_000) {
      this.#spending = { since: beganAt, ms: 0 };
    }
    this.#spending.ms += this.ports.now() - beganAt;
    return this.#spending.ms;
  }

  /** From now on its end alone is told. */
  #giveUp(why: 'tooOften' | 'tooSlow'): void {
    this.#wish = { kind: 'end' };
    this.ports.tell({ kind: 'watchEnded', why }, this);
  }

  #end(how: Extract<ProcessState, { kind: 'ended' }>['how'], news: ProcessNews): void {
    const { kind } = this.#state;
    const output = kind === 'left' ? this.output() : '';
    this.#terminal = undefined;
    if (kind === 'inTurn') {
      this.#enter({ kind: 'over' });
    } else if (kind === 'left') {
      this.#state = { kind: 'ended', at: this.ports.wall(), output, how };
      // Whoever waits for a line that cannot come any more is to know that, too. First of all: we may be killed at any moment.
      if (!this.#isSettled && this.#wish.kind !== 'nothing') {
        this.ports.tell(news, this);
      }
      this.ports.onChange(this);
    }
  }

  #enter(state: ProcessState): void {
    this.#state = state;
    this.ports.onChange(this);
  }
}

/** Of the output. */
const keptCharacters = 200_000;
/** Of a line. */
const toldCharacters = 300;
const lastCharacters = 4_000;
/** Everybody else in this process waits meanwhile. */
const spendingLimitMs = 500;
