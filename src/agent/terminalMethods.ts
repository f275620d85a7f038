/**
 * `terminal/*`: commands that an agent asks us to run for one session. Each terminal belongs to the session: what it prints is told to the
 * conversation as it comes, and none outlives the link. How a process is run and its output kept is the host's business.
 */
import { isAbsolute } from 'node:path';
import { nanoid } from 'nanoid';
import type { Clock } from '../base/clock';
import { OwnershipMap } from '../base/ownership';
import { isFolder } from '../host/fence';
import type { Exit } from '../session/failure';
import type { AgentListener } from '../session/port';
import { errorCode } from '../wire/acp';
import type { CreateTerminalParams, CreateTerminalResult, TerminalExit, TerminalOutputResult, TerminalParams } from '../wire/acpClient';
import { RpcError } from '../wire/peer';
import { TerminalReport } from './terminalReport';
import { orAbort } from './waiting';

/** A running command as the host keeps it. */
export interface RunningTerminal {
  output(): { readonly text: string; readonly truncated: boolean };
  /** Absent while it runs. */
  readonly exit: Exit | undefined;
  /** Settles after the last output. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Kills the whole tree at once, synchronously. */
  killNow(): void;
}

export interface TerminalRequest {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly outputLimitBytes: number;
  readonly onOutput: (text: string) => void;
}

/** Rejects with an `Error` in a person's words. */
export type StartTerminal = (request: TerminalRequest) => Promise<RunningTerminal>;

export class TerminalMethods {
  readonly #terminals = new OwnershipMap<string, HostedTerminal>();
  #isClosed = false;

  constructor(
    private readonly start: StartTerminal,
    private readonly listener: AgentListener,
    private readonly cwd: string,
    private readonly clock: Clock,
  ) {}

  async create(params: CreateTerminalParams): Promise<CreateTerminalResult> {
    const cwd = params.cwd ?? this.cwd;
    if (!isAbsolute(cwd) || !(await isFolder(cwd))) {
      throw new RpcError(errorCode.invalidParams, `There is no such folder to run a command in: ${cwd}`, { cwd });
    }
    const terminalId = `terminal-${nanoid(10)}`;
    const report = new TerminalReport(terminalId, this.listener, this.clock);
    const terminal = await this.#run(params, cwd, (text) => report.push(text));
    if (this.#isClosed) {
      terminal.killNow();
      throw new RpcError(errorCode.internalError, 'The session was closed.');
    }
    const mine = this.#terminals.take(terminalId, { terminal, forget: () => void mine.release() });
    void terminal.exited.then((exit) => report.end(exit));
    return { terminalId };
  }

  output({ terminalId }: TerminalParams): TerminalOutputResult {
    const { terminal } = this.#find(terminalId);
    const { text, truncated } = terminal.output();
    return { output: text, truncated, ...(terminal.exit && { exitStatus: exitStatusOf(terminal.exit) }) };
  }

  async waitForExit({ terminalId }: TerminalParams, signal: AbortSignal): Promise<TerminalExit> {
    return exitStatusOf(await orAbort(this.#find(terminalId).terminal.exited, signal));
  }

  kill({ terminalId }: TerminalParams): void {
    this.#find(terminalId).terminal.killNow();
  }

  /** What it printed stays in the conversation. */
  release({ terminalId }: TerminalParams): void {
    const { terminal, forget } = this.#find(terminalId);
    terminal.killNow();
    forget();
  }

  /** Synchronous, for the last instant too. */
  closeAll(): void {
    this.#isClosed = true;
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

  async #run({ command, args, env, outputByteLimit }: CreateTerminalParams, cwd: string, onOutput: (text: string) => void): Promise<RunningTerminal> {
    try {
      return await this.start({
        ...asProgram(command, args),
        env: Object.fromEntries(env.map(({ name, value }) => [name, value])),
        cwd,
        outputLimitBytes: Math.min(outputByteLimit ?? outputLimitBytes, outputLimitBytes),
        onOutput,
      });
    } catch (error) {
      // A command that cannot be run is an answer to the agent, whatever the reason.
      throw new RpcError(errorCode.internalError, error instanceof Error ? error.message : String(error), { command });
    }
  }
}

interface HostedTerminal {
  readonly terminal: RunningTerminal;
  readonly forget: () => void;
}

/** Where the agent sets no limit, and where it wants more than we keep. */
const outputLimitBytes = 8 * 1024 * 1024;

/** The protocol has a program and its arguments; some agents send a whole command line as the program. */
function asProgram(command: string, args: readonly string[]): { readonly command: string; readonly args: readonly string[] } {
  if (args.length > 0 || !/\s/.test(command.trim())) {
    return { command, args };
  }
  return process.platform === 'win32'
    ? { command: 'cmd.exe', args: ['/d', '/s', '/c', command] }
    : { command: '/bin/sh', args: ['-c', command] };
}

function exitStatusOf({ code, signal }: Exit): TerminalExit {
  return { ...(code !== undefined && { exitCode: code }), ...(signal !== undefined && { signal }) };
}
