/**
 * `terminal/*`: commands that an agent asks us to run for one session. Each terminal belongs to the session: what it prints is told to the
 * conversation as it comes, and none outlives the link. How a process is run and its output kept is the host's business.
 */
import { isAbsolute } from 'node:path';
import { nanoid } from 'nanoid';
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { OwnershipMap } from '../base/ownership';
import { isFolder } from '../host/fence';
import type { Terminal } from '../host/terminal';
import type { TerminalBook, TerminalEntry } from '../running/port';
import type { Exit } from '../session/failure';
import type { AgentListener } from '../session/port';
import { errorCode } from '../wire/acp';
import type { CreateTerminalParams, CreateTerminalResult, TerminalExit, TerminalOutputResult, TerminalParams } from '../wire/acpClient';
import { RpcError } from '../wire/peer';
import { TerminalReport } from './terminalReport';

/** A running command as the host keeps it. */
export type RunningTerminal = Pick<Terminal, 'onOutput' | 'output' | 'waitForExit' | 'kill' | 'killNow'>;

export interface TerminalRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly outputLimitBytes?: number;
}

/** Rejects with an `Error` in a person's words, or with the signal's reason. What it prints is heard from the moment that this settles. */
export type StartTerminal = (request: TerminalRequest, signal: AbortSignal) => Promise<RunningTerminal>;

export class TerminalMethods {
  readonly #terminals = new OwnershipMap<string, HostedTerminal>();
  #running = 0;
  readonly #closing = new AbortController();

  constructor(
    private readonly start: StartTerminal,
    private readonly listener: AgentListener,
    private readonly cwd: string,
    private readonly clock: Clock,
    private readonly book: TerminalBook,
  ) {}

  /** Commands that have not ended. */
  get running(): number {
    return this.#running;
  }

  async create(params: CreateTerminalParams): Promise<CreateTerminalResult> {
    const cwd = params.cwd ?? this.cwd;
    if (!isAbsolute(cwd) || !(await isFolder(cwd))) {
      throw new RpcError(errorCode.invalidParams, `There is no such folder to run a command in: ${cwd}`, { cwd });
    }
    const terminalId = `terminal-${nanoid(10)}`;
    const report = new TerminalReport(terminalId, this.listener, this.clock);
    const terminal = await this.#run(params, cwd);
    terminal.onOutput((text) => report.push(text));
    if (this.#closing.signal.aborted) {
      terminal.killNow();
      throw new RpcError(errorCode.internalError, closedReason);
    }
    const { command, args } = params;
    const entry = this.book.began({ id: terminalId, command, args, output: () => terminal.output().output, stop: () => terminal.kill() });
    terminal.onOutput((text) => entry.said(text));
    const hosted: HostedTerminal = { terminal, entry, report, waiting: 0, forget: () => void mine.release() };
    const mine = this.#terminals.take(terminalId, hosted);
    this.#running += 1;
    void terminal.waitForExit().then(({ exitCode, signal }) => {
      this.#running -= 1;
      const exit: Exit = { ...(exitCode !== undefined && { code: exitCode }), ...(signal !== undefined && { signal }) };
      report.end(exit);
      if (hosted.waiting > 0) {
        entry.agentKnows();
      }
      entry.ended(exit);
    });
    return { terminalId };
  }

  output({ terminalId }: TerminalParams): TerminalOutputResult {
    const { terminal, entry } = this.#find(terminalId);
    const output = terminal.output();
    if (output.exitStatus) {
      entry.agentKnows();
    }
    return output;
  }

  async waitForExit({ terminalId }: TerminalParams, signal: AbortSignal): Promise<TerminalExit> {
    const hosted = this.#find(terminalId);
    hosted.waiting += 1;
    try {
      const exit = await untilAborted(hosted.terminal.waitForExit(), signal);
      hosted.entry.agentKnows();
      return exit;
    } finally {
      hosted.waiting -= 1;
    }
  }

  async kill({ terminalId }: TerminalParams): Promise<void> {
    const { terminal, entry, report } = this.#find(terminalId);
    entry.endsByAgent();
    await terminal.kill();
    // The turn may be over with our answer.
    report.flush();
    entry.agentKnows();
  }

  /** What it printed stays in the conversation. */
  async release(params: TerminalParams): Promise<void> {
    const { forget } = this.#find(params.terminalId);
    await this.kill(params);
    forget();
  }

  /** Synchronous, for the last instant too. */
  closeAll(): void {
    this.#closing.abort(new Error(closedReason));
    this.book.close();
    for (const { terminal } of this.#terminals.values()) {
      terminal.killNow();
    }
  }

  #find(terminalId: string): HostedTerminal {
    const hosted = this.#terminals.get(terminalId);
    if (!hosted) {
      throw new RpcError(errorCode.resourceNotFound, `There is no such terminal: ${terminalId}`, { terminalId });
    }
    return hosted;
  }

  async #run({ command, args, env, outputByteLimit }: CreateTerminalParams, cwd: string): Promise<RunningTerminal> {
    const request = {
      command,
      args,
      env: Object.fromEntries(env.map(({ name, value }) => [name, value])),
      cwd,
      ...(outputByteLimit !== undefined && { outputLimitBytes: outputByteLimit }),
    };
    try {
      return await this.start(request, this.#closing.signal);
    } catch (error) {
      // A command that cannot be run is an answer to the agent, whatever the reason.
      throw new RpcError(errorCode.internalError, error instanceof Error ? error.message : String(error), { command });
    }
  }
}

const closedReason = 'The session was closed.';

interface HostedTerminal {
  readonly terminal: RunningTerminal;
  readonly entry: TerminalEntry;
  readonly report: TerminalReport;
  /** Requests of the agent that wait for its end. */
  waiting: number;
  readonly forget: () => void;
}
