/**
 * An agent in memory that speaks real ACP over two streams: what a test does not script it does as a good agent would. `FakeAgents` is
 * given to `Agents` in place of the launcher; each start makes one `FakeAgent`.
 */
import { Emitter } from '../../src/base/event';
import { PassThrough } from 'node:stream';
import type { Launch } from '../../src/agent/launch';
import type { Launched, LaunchedChild } from '../../src/agent/launched';
import type { EndReport, KillGrace } from '../../src/host/childProcess';
import { sampleStdout } from '../../src/agent/stdoutSample';
import type { Exit } from '../../src/session/failure';
import * as acp from '../../src/wire/acp';
import type { ContentBlock } from '../../src/wire/acpContent';
import type { AgentCapabilities, ListSessionsParams, ListSessionsResult, NewSessionParams, OpenSessionParams } from '../../src/wire/acpSession';
import { ndjsonPeer } from '../../src/wire/ndjson';
import { RpcError } from '../../src/wire/peer';
import type { Peer, RequestMethod } from '../../src/wire/peer';

export interface FakeScript {
  readonly protocolVersion?: number;
  readonly name?: string;
  readonly capabilities?: AgentCapabilities;
  readonly authMethods?: readonly { readonly id: string; readonly name: string }[];
  readonly onInitialize?: (agent: FakeAgent) => void | Promise<void>;
  readonly onNew?: (agent: FakeAgent, params: NewSessionParams) => Promise<string> | string;
  readonly onLoad?: (agent: FakeAgent, params: OpenSessionParams) => Promise<void> | void;
  readonly onList?: (agent: FakeAgent, params: ListSessionsParams) => ListSessionsResult;
  readonly onResume?: (agent: FakeAgent, params: OpenSessionParams) => Promise<void> | void;
  /** Sessions share it. */
  readonly shared?: boolean;
  /** Ignores the end of stdin and the request to end. */
  readonly deaf?: boolean;
}

/** Hears every message as it stands on the wire, from the client's side of it; `agent` counts from 1. */
export type OnTraffic = (agent: number, direction: 'in' | 'out', text: string) => void;

export class FakeAgents {
  readonly agents: FakeAgent[] = [];

  constructor(
    public script: FakeScript = {},
    private readonly onTraffic: OnTraffic = () => undefined,
  ) {}

  readonly launch: Launch = async ({ onChild, cwd }, signal) => {
    signal.throwIfAborted();
    const agent = new FakeAgent(this.script, cwd);
    this.agents.push(agent);
    onChild(agent.child);
    const number = this.agents.length;
    return agent.launched((direction, text) => this.onTraffic(number, direction, text));
  };

  get last(): FakeAgent {
    const agent = this.agents.at(-1);
    if (!agent) {
      throw new Error('No agent was started.');
    }
    return agent;
  }
}

export interface FakePrompt {
  readonly sessionId: string;
  readonly prompt: readonly ContentBlock[];
  answer(stopReason?: string): void;
  fail(code: number, message: string, data?: unknown): void;
}

export class FakeAgent {
  readonly child: FakeChild;
  readonly sessions: string[] = [];
  readonly cancels: string[] = [];
  readonly closes: string[] = [];
  readonly deletes: string[] = [];
  /** What was asked of it, in order. */
  readonly asked: string[] = [];
  readonly #toAgent = new PassThrough();
  readonly #toClient = new PassThrough();
  readonly #peer: Peer;
  readonly #prompts: FakePrompt[] = [];
  readonly #waiting: ((prompt: FakePrompt) => void)[] = [];

  constructor(
    private readonly script: FakeScript,
    readonly cwd: string,
  ) {
    this.child = new FakeChild(this.#toAgent, this.#toClient, script.deaf === true);
    this.#peer = ndjsonPeer({ input: this.#toAgent, output: this.#toClient });
    this.#serve();
  }

  launched(onMessage?: (direction: 'in' | 'out', text: string) => void): Launched {
    const junk = sampleStdout(this.#toClient);
    const heard = new Emitter<string | undefined>();
    const tellOwner = (line: string): void => {
      const owner = /"sessionId":"([^"]*)"/.exec(line)?.[1];
      if (owner !== undefined) {
        heard.fire(owner);
      }
    };
    let isReadingPaused = false;
    const peer = ndjsonPeer({
      input: this.#toClient,
      output: this.#toAgent,
      // As the language client's transport does for sessions that share a process: it tells of messages, under the name of their session.
      ...(this.script.shared === true ? {} : { onBytes: () => heard.fire(undefined) }),
      onMessage: (direction, text) => {
        onMessage?.(direction, text);
        if (this.script.shared === true && direction === 'in') {
          tellOwner(text);
        }
      },
      onFlow: (state) => (isReadingPaused = state === 'paused'),
    });
    return {
      child: this.child,
      peer,
      junk,
      onHeard: heard.event,
      get isReadingPaused() {
        return isReadingPaused;
      },
    };
  }

  /** The next prompt that nobody has taken yet. */
  prompted(): Promise<FakePrompt> {
    const prompt = this.#prompts.shift();
    return prompt ? Promise.resolve(prompt) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  say(text: string, sessionId = this.#session): void {
    this.update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }, sessionId);
  }

  update(update: object, sessionId = this.#session): void {
    this.#peer.notify({ name: 'session/update', readParams: (raw) => raw }, { sessionId, update });
  }

  /** A request of the agent to its client; `params` get the session's id. */
  ask<P, R>(method: RequestMethod<P, R>, params: object, signal?: AbortSignal): Promise<R> {
    return this.#peer.request(method, { sessionId: this.#session, ...params } as P, signal);
  }

  /** Writes to stdout what is no message. */
  print(text: string): void {
    this.#toClient.write(text);
  }

  complain(...lines: readonly string[]): void {
    this.child.stderrTail.push(...lines);
  }

  die(exit: Exit = { code: 1 }): void {
    this.child.exit(exit);
  }

  /** Closes its stdout and lives on. */
  hangUp(): void {
    this.#toClient.end();
  }

  get #session(): string {
    return this.sessions.at(-1) ?? 'no-session';
  }

  #serve(): void {
    const { script } = this;
    this.#on(acp.initialize, async () => {
      await script.onInitialize?.(this);
      return {
        protocolVersion: script.protocolVersion ?? 1,
        agentCapabilities: script.capabilities ?? {},
        authMethods: script.authMethods ?? [],
        agentInfo: { name: script.name ?? 'fake', version: '1.2.3' },
      };
    });
    this.#on(acp.sessionNew, async (params) => {
      const sessionId = (await script.onNew?.(this, params)) ?? `agent-session-${this.sessions.length + 1}`;
      this.sessions.push(sessionId);
      return { sessionId };
    });
    this.#on(acp.sessionLoad, async (params) => this.#reopen(params, script.onLoad));
    this.#on(acp.sessionResume, async (params) => this.#reopen(params, script.onResume));
    this.#on(acp.sessionList, (params) => script.onList?.(this, params) ?? { sessions: this.sessions.map((sessionId) => ({ sessionId })) });
    this.#on(acp.sessionClose, ({ sessionId }) => {
      this.closes.push(sessionId);
      return {};
    });
    this.#on(acp.sessionDelete, ({ sessionId }) => {
      this.deletes.push(sessionId);
      return {};
    });
    this.#on(acp.sessionPrompt, ({ sessionId, prompt }) => {
      return new Promise((resolve, reject) => {
        this.#take({
          sessionId,
          prompt,
          answer: (stopReason = 'end_turn') => resolve({ stopReason }),
          fail: (code, message, data) => reject(new RpcError(code, message, data)),
        });
      });
    });
    this.#peer.onNotification(acp.sessionCancel, ({ sessionId }) => void this.cancels.push(sessionId));
  }

  #on<P, R>(method: RequestMethod<P, R>, handler: (params: P) => R | Promise<R>): void {
    this.#peer.onRequest(method, (params) => {
      this.asked.push(method.name);
      return handler(params);
    });
  }

  async #reopen(params: OpenSessionParams, script: FakeScript['onLoad']): Promise<object> {
    this.sessions.push(params.sessionId);
    try {
      await script?.(this, params);
    } catch (error) {
      this.sessions.pop();
      throw error;
    }
    return {};
  }

  #take(prompt: FakePrompt): void {
    const waiting = this.#waiting.shift();
    if (waiting) {
      waiting(prompt);
    } else {
      this.#prompts.push(prompt);
    }
  }
}

/** No process of the machine: nobody looks for these. */
let lastPid = 0;

export class FakeChild implements LaunchedChild {
  readonly pid = ++lastPid;
  readonly stderrTail: string[] = [];
  readonly graces: KillGrace[] = [];
  readonly exited: Promise<Exit>;
  kills = 0;
  ends = 0;
  hasExited = false;
  #leave!: (exit: Exit) => void;

  constructor(
    private readonly stdin: PassThrough,
    private readonly stdout: PassThrough,
    deaf: boolean,
  ) {
    this.exited = new Promise((resolve) => {
      this.#leave = resolve;
    });
    stdin.on('finish', () => {
      if (!deaf) {
        this.exit({ code: 0 });
      }
    });
  }

  exit(exit: Exit): void {
    if (!this.hasExited) {
      this.hasExited = true;
      this.stdout.end();
      this.stdin.destroy();
      this.#leave(exit);
    }
  }

  async end(grace: KillGrace): Promise<EndReport> {
    this.ends += 1;
    this.graces.push(grace);
    this.stdin.end();
    await this.exited;
    return { endedBy: this.kills > 0 ? 'kill' : 'stdin', leftRunning: 0, tookMs: 0 };
  }

  killNow(): void {
    this.kills += 1;
    this.exit({ signal: 'SIGKILL' });
  }
}
