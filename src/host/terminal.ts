import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';
import { Emitter } from '../base/event';
import type { ChildProcess, KillGrace } from './childProcess';
import { findCommand } from './findCommand';
import { childEnvironment } from './environment';
import { spawnChild, type SpawnFailure, type SpawnRequest } from './spawnChild';
import { TextTail } from './textTail';

/**
 * A command that we run for an agent (ACP `terminal/*`): a real process without a screen, whose output is kept up to a limit from its end.
 * A program with arguments is started directly. A command without arguments that is no program but reads like a line for a shell (agents
 * send both) goes through the system's shell. Who may start it, and what it is shown as, is decided elsewhere.
 */
export class Terminal {
  readonly #output: TextTail;
  readonly #onOutput = new Emitter<string>();
  readonly #exited: Promise<TerminalExit>;
  #exit: TerminalExit | undefined;
  #killing: Promise<void> | undefined;

  /** Every piece of output as it arrives, in whole characters; after the end of the command as well, from what it left running. */
  readonly onOutput = this.#onOutput.event;

  private constructor(
    private readonly child: ChildProcess,
    outputLimitBytes: number,
  ) {
    this.#output = new TextTail(outputLimitBytes);
    this.#take(child.stdout);
    this.#take(child.stderr);
    this.#exited = child.exited.then(({ code, signal }) => {
      this.#exit = { ...(code !== undefined && { exitCode: code }), ...(signal !== undefined && { signal }) };
      return this.#exit;
    });
  }

  static async start(request: TerminalRequest): Promise<TerminalOutcome> {
    const program = programOf(request);
    if (program.kind !== 'program') {
      return program;
    }
    const outcome = await spawnChild({ ...request, ...inOneStream(program), kind: 'terminal' });
    if (outcome.kind !== 'started') {
      return outcome;
    }
    return { kind: 'started', terminal: new Terminal(outcome.child, Math.min(request.outputLimitBytes ?? maxOutputBytes, maxOutputBytes)) };
  }

  get pid(): number {
    return this.child.pid;
  }

  output(): TerminalOutput {
    const exit = this.#exit;
    return { output: this.#output.text(), truncated: this.#output.isTruncated, ...(exit && { exitStatus: exit }) };
  }

  /** Settles when the command has ended and its output has been read. Never rejects. */
  waitForExit(): Promise<TerminalExit> {
    return this.#exited;
  }

  /**
   * Ends the command and everything it has started; its output stays. A command that had ended may have left something running on purpose
   * (`server &`), so that it was ended is said behind what it printed. Bounded, never rejects.
   */
  async kill(grace: KillGrace = terminalGrace): Promise<void> {
    this.#killing ??= this.child.end(grace).then(({ leftRunning }) => {
      if (leftRunning > 0) {
        this.#say(`${/(^|\n)$/.test(this.#output.text()) ? '' : '\n'}[Holdfast has ended what this command had left running.]\n`);
      }
    });
    await this.#killing;
  }

  /** The same at once and synchronously, for a window that closes. */
  killNow(): void {
    this.child.killNow();
  }

  #take(stream: Readable): void {
    // One for each stream: a character may be cut in two by either.
    const decoder = new StringDecoder('utf8');
    stream.on('data', (bytes: Buffer) => this.#say(decoder.write(bytes)));
    stream.once('end', () => this.#say(decoder.end()));
  }

  #say(text: string): void {
    if (text !== '') {
      this.#output.append(text);
      this.#onOutput.fire(text);
    }
  }
}

export interface TerminalRequest extends Omit<SpawnRequest, 'kind' | 'onStderr' | 'args'> {
  readonly args?: readonly string[];
  /** Ours applies where the agent names none, or a larger one. */
  readonly outputLimitBytes?: number;
}

export type TerminalOutcome = { readonly kind: 'started'; readonly terminal: Terminal } | SpawnFailure;

export interface TerminalOutput {
  readonly output: string;
  readonly truncated: boolean;
  readonly exitStatus?: TerminalExit;
}

export interface TerminalExit {
  readonly exitCode?: number;
  readonly signal?: string;
}

/** Nothing may grow without a bound in the editor's process, whatever a command prints. */
const maxOutputBytes = 8 * 1024 * 1024;

const terminalGrace: KillGrace = { stdinMs: 0, terminateMs: 1000, killMs: 1000 };

interface Program {
  readonly kind: 'program';
  readonly command: string;
  readonly args: readonly string[];
}

function programOf(request: TerminalRequest): Program | SpawnFailure {
  const { command, args = [], cwd } = request;
  const found = findCommand(command, childEnvironment({ ...request, kind: 'terminal' }), cwd);
  if (found.found) {
    return { kind: 'program', command: found.path, args };
  }
  if (args.length > 0 || !/[\s;&|<>()$`"'*?~#=%\\{}[\]!]/.test(command)) {
    return { kind: 'commandNotFound', command, searched: found.searched };
  }
  return process.platform === 'win32'
    ? { kind: 'program', command: 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { kind: 'program', command: '/bin/sh', args: ['-c', command] };
}

/**
 * Two pipes keep no order between what a command writes to stdout and to stderr, and an agent that reads a compiler's output needs it. So
 * the shell makes one stream of both, and becomes the command. Windows has no such shell: there the order is that of arrival.
 */
function inOneStream({ command, args }: Program): { readonly command: string; readonly args: readonly string[] } {
  return process.platform === 'win32' ? { command, args } : { command: '/bin/sh', args: ['-c', 'exec "$@" 2>&1', 'sh', command, ...args] };
}
