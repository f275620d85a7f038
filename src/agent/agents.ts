/**
 * The door to all agents: opens sessions on them, starting a process for each, except for the built-in agent, whose sessions share one.
 * Nothing starts in a folder that is not trusted, or once closing has begun. Every child is known here from its spawn to its end, so that
 * a closing window can end each.
 */
import type { Clock } from '../base/clock';
import { OwnershipMap } from '../base/ownership';
import type { TeardownMember } from '../base/teardown';
import { within } from '../base/within';
import type { Editor } from '../port';
import type { TerminalBook } from '../running/port';
import { AgentFailureError } from '../session/failure';
import type { AgentConnector, AgentLink, AgentListener, ConnectRequest, LinkOrigin, OnStartWait } from '../session/port';
import { openLink } from './agentLink';
import type { LinkOptions } from './agentLink';
import { AgentProcess } from './agentProcess';
import { builtinAgentId, builtinSpec, readAgentSpecs } from './agentSpec';
import type { AgentSpec } from './agentSpec';
import { ClientSide } from './clientMethods';
import { FileMethods } from './fileMethods';
import { answerMs, closingGrace, endGrace, endWords } from './endings';
import type { Launch } from './launch';
import type { LaunchedChild } from './launched';
import { presentable } from './redact';
import { SharedStart } from './sharedStart';
import { isFailedStart, StartGate } from './startGate';
import { TerminalMethods } from './terminalMethods';
import type { StartTerminal } from './terminalMethods';
import type { ToolServer, ToolServers } from './toolServer';

export interface AgentsPorts {
  readonly editor: Pick<Editor, 'log' | 'settings' | 'workspace' | 'version'>;
  readonly clock: Clock;
  readonly launch: Launch;
  readonly startTerminal: StartTerminal;
  /** For one incarnation of a session's agent, by our id of the session. */
  readonly terminalBook: (sessionId: string) => TerminalBook;
  /** Settles when nothing of a window that has gone can still work in a session. Bounded; never rejects. */
  readonly formerWindowsEnded: () => Promise<unknown>;
  readonly toolServers?: ToolServers;
}

/** An agent that a closing window ends: it never rejects, and says in words how it went. */
export interface ClosingAgent extends TeardownMember {
  readonly close: (signal: AbortSignal) => Promise<string>;
  readonly kill: () => void;
}

export class Agents implements AgentConnector {
  /** Processes that have not spoken yet. */
  readonly #starting = new Set<{ readonly child: LaunchedChild; readonly name: string }>();
  readonly #processes = new OwnershipMap<AgentProcess, { readonly process: AgentProcess; readonly name: string }>();
  readonly #closing = new AbortController();
  readonly #builtin: SharedStart;
  readonly #gate: StartGate;

  constructor(private readonly ports: AgentsPorts) {
    this.#builtin = new SharedStart((cwd, signal) => this.#startCounted(builtinSpec, cwd, signal));
    this.#gate = new StartGate(ports.clock);
  }

  async connect(
    request: ConnectRequest,
    listener: AgentListener,
    signal: AbortSignal,
    onWait: OnStartWait = () => undefined,
  ): Promise<{ readonly link: AgentLink; readonly origin: LinkOrigin }> {
    const wanted = AbortSignal.any([signal, this.#closing.signal]);
    const spec = this.#spec(request.agent);
    const isRunning = spec === builtinSpec && this.#builtin.isUsable;
    if (!isRunning && !this.#gate.isOpen(spec)) {
      await this.#gate.pass(spec, wanted, onWait);
    }
    if (request.agentSessionId !== undefined) {
      // Two agents on one session would write over each other: the one of a killed window may outlive it by moments.
      await this.ports.formerWindowsEnded();
      wanted.throwIfAborted();
    }
    const startedAt = this.ports.clock.now();
    const { process, release } = await this.#take(spec, request.cwd, wanted);
    try {
      const options = this.#linkOptions(process, request, await this.#toolServers(request.sessionId));
      return await openLink(process, request, listener, options, wanted);
    } catch (error) {
      if (process.holds === 1) {
        // A start that failed or was stopped leaves no process behind, not even a polite one.
        process.kill();
        if (!wanted.aborted && isFailedStart(error)) {
          this.#gate.breaker(spec).lost(startedAt);
        }
      }
      throw error;
    } finally {
      // The link has its own hold on the process. Letting go of the last one takes the ladder's time, which nobody here waits for.
      void release();
    }
  }

  giveAnotherChance(agent: string): void {
    const spec = agent === builtinAgentId ? builtinSpec : readAgentSpecs(this.ports.editor.settings().agents).specs.find(({ id }) => id === agent);
    if (spec) {
      this.#gate.breaker(spec).reset();
    }
  }

  /** Starts the agent and shakes hands, for a check, which holds nobody up and is held up by nothing. The caller ends it. */
  async start(agent: string, cwd: string, signal: AbortSignal): Promise<AgentProcess> {
    return this.#start(this.#spec(agent), cwd, AbortSignal.any([signal, this.#closing.signal]));
  }

  /**
   * From now on nothing starts, and what is starting is killed. The members are those that run: each is asked, heard out and ended on its
   * own, and killed at once when the signal aborts.
   */
  closeAll(): readonly ClosingAgent[] {
    const starting = [...this.#starting];
    this.#closing.abort(new AgentFailureError({ kind: 'internal', reason: 'The window is closing.' }));
    return [
      ...starting.map(({ child, name }) => ({
        name,
        close: async () => {
          child.killNow();
          await within(this.ports.clock, closingGrace.killMs, child.exited);
          return 'was killed while it started';
        },
        kill: () => child.killNow(),
      })),
      ...this.#processes.values().map(({ process, name }) => ({
        name,
        close: (signal: AbortSignal) => this.#close(process, signal),
        kill: () => process.kill(),
      })),
    ];
  }

  async #close(process: AgentProcess, signal: AbortSignal): Promise<string> {
    const { clock } = this.ports;
    const { stdinMs, terminateMs, killMs } = closingGrace;
    const kill = (): void => process.kill();
    signal.addEventListener('abort', kill, { once: true });
    if (signal.aborted) {
      kill();
    }
    await within(clock, answerMs, process.quiet());
    const ending = process.end(closingGrace);
    // It may have been ending already, more patiently than there is time for now.
    const outcome = await within(clock, stdinMs + terminateMs + killMs, ending);
    if (outcome === 'late') {
      kill();
    }
    signal.removeEventListener('abort', kill);
    return endWords[outcome === 'late' ? 'kill' : (await ending).endedBy];
  }

  #spec(agent: string): AgentSpec {
    if (!this.ports.editor.workspace.trusted()) {
      throw new AgentFailureError({ kind: 'untrusted' });
    }
    if (agent === builtinAgentId) {
      return builtinSpec;
    }
    const { specs, problems } = readAgentSpecs(this.ports.editor.settings().agents);
    const spec = specs.find(({ id }) => id === agent);
    if (spec) {
      return spec;
    }
    const bad = problems.find((problem) => problem.agent === agent);
    throw new AgentFailureError(bad ? { kind: 'badSetting', ...bad } : { kind: 'unknownAgent', agent });
  }

  async #take(spec: AgentSpec, cwd: string, signal: AbortSignal): Promise<{ process: AgentProcess; release: () => Promise<void> }> {
    if (spec.launch.kind === 'builtin') {
      return this.#builtin.take(cwd, signal);
    }
    const process = await this.#startCounted(spec, cwd, signal);
    return { process, release: process.hold() };
  }

  /** What comes to nothing is held against the next start. */
  async #startCounted(spec: AgentSpec, cwd: string, signal: AbortSignal): Promise<AgentProcess> {
    const breaker = this.#gate.breaker(spec);
    const startedAt = this.ports.clock.now();
    try {
      const process = await this.#start(spec, cwd, signal);
      void process.gone.then(() => process.cameToNothing && breaker.lost(startedAt));
      void process.answered.then(() => breaker.reset());
      return process;
    } catch (error) {
      if (!signal.aborted) {
        breaker.lost(startedAt);
      }
      throw error;
    }
  }

  async #start(spec: AgentSpec, cwd: string, signal: AbortSignal): Promise<AgentProcess> {
    signal.throwIfAborted();
    const { editor, clock, launch } = this.ports;
    const known = new Set<{ readonly child: LaunchedChild; readonly name: string }>();
    const nameOf = ({ pid }: LaunchedChild): string => `${spec.id} (process ${pid})`;
    const onChild = (child: LaunchedChild): void => {
      const one = { child, name: nameOf(child) };
      known.add(one);
      this.#starting.add(one);
      void child.exited.then(() => this.#starting.delete(one));
      if (this.#closing.signal.aborted) {
        child.killNow();
      }
    };
    const launched = await launch({ spec, cwd, onChild }, signal);
    const process = await AgentProcess.open(
      launched,
      {
        clock,
        clientVersion: editor.version,
        connectTimeoutMs: editor.settings().connectTimeoutMs,
        endGrace: () => endGrace(editor.settings().operationTimeoutMs),
        onDroppedUpdates: (sessionId) => editor.log.warn(`${spec.id}: too many updates for a session that nobody opened (${presentable(sessionId)}).`),
      },
      signal,
    );
    known.forEach((one) => this.#starting.delete(one));
    const mine = this.#processes.take(process, { process, name: nameOf(launched.child) });
    void process.gone.then((loss) => {
      mine.release();
      const how = loss.kind === 'exited' ? (loss.exit.signal ?? loss.exit.code ?? 'unknown') : 'it closed its output, and was killed';
      editor.log.info(`${spec.id}: ended (${how}).`);
    });
    const { agentInfo } = process.hello;
    editor.log.info(
      `${spec.id}: speaks ACP ${process.hello.protocolVersion}${agentInfo ? presentable(`, ${agentInfo.name} ${agentInfo.version}`) : ''}.`,
    );
    return process;
  }

  /** A session without its tools is better than none. */
  async #toolServers(sessionId: string): Promise<readonly ToolServer[]> {
    try {
      return (await this.ports.toolServers?.(sessionId)) ?? [];
    } catch (error) {
      this.ports.editor.log.warn(`The session ${sessionId} goes without the tools of the task board: ${String(error)}`);
      return [];
    }
  }

  #linkOptions(process: AgentProcess, { sessionId, agent, cwd }: ConnectRequest, toolServers: readonly ToolServer[]): LinkOptions {
    const { editor, clock, terminalBook } = this.ports;
    const startTerminal: StartTerminal = (terminal, signal) => this.ports.startTerminal(terminal, AbortSignal.any([signal, this.#closing.signal]));
    const isGemini = process.hello.agentInfo?.name.toLowerCase().startsWith('gemini') === true;
    return {
      clock,
      toolServers,
      connectTimeoutMs: editor.settings().connectTimeoutMs,
      side: (listener, replay) =>
        new ClientSide(
          listener,
          new FileMethods(editor.workspace, cwd, isGemini ? 'empty' : 'error'),
          new TerminalMethods(startTerminal, listener, cwd, clock, terminalBook(sessionId)),
          { replay },
        ),
      onRefused: (reason) => editor.log.warn(`${agent}: could not go on with the stored session of ${sessionId}: ${presentable(reason)}`),
    };
  }
}
