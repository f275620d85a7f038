/**
 * What the product needs from an editor. `editor/` satisfies it with VS Code, tests with a fake; `app.ts` and everything below know
 * nothing else of where they run.
 */
import type { Readable, Writable } from 'node:stream';
import type { Event } from './base/event';
import type { Peer } from './wire/peer';

export interface Editor {
  readonly log: Log;
  /** What agents and we say to each other, in a channel of its own; written while the setting `trace.server` asks for it. */
  readonly traffic: Log;
  /** The folder of the installed extension, which holds `dist/server.js`. */
  readonly extensionPath: string;
  readonly version: string;
  readonly storage: {
    /** Absent when no folder is open. */
    readonly workspacePath?: string;
    readonly globalPath: string;
  };
  /** Read at each use, so that a change reaches running work. */
  readonly settings: () => Settings;
  readonly onDidChangeSettings: Event<void>;
  readonly workspace: Workspace;
  /** The language client over a process that we spawned ourselves, for the built-in agent. Loaded on first use. `onHeard` is told of every
   * message that is for a session of the agent, when it arrives and before it is handled. */
  languagePeer(
    streams: { readonly input: Readable; readonly output: Writable },
    ears: { readonly trace: Trace; readonly onHeard: (agentSessionId: string) => void },
  ): Promise<Peer>;
  /** Whether a person is at this window. */
  attended(): boolean;
  /** Something the user should know that no view can show; never awaited. */
  tell(severity: 'info' | 'warning' | 'error', text: string): void;
  /** Says `text` in the user's language; `{0}`, `{1}` … are replaced by `args`. */
  translate(text: string, ...args: readonly (string | number)[]): string;
}

export interface Workspace {
  /** Absolute paths of the open folders, in order. */
  folders(): readonly string[];
  /** The same, and the workspace file, as URIs: which workspace this is. */
  identity(): readonly string[];
  trusted(): boolean;
  readonly onDidGrantTrust: Event<void>;
  /** The text of an open document with unsaved changes, else absent. */
  unsavedText(path: string): string | undefined;
  /** Writes a file through the editor, so that an open document shows it and can undo it. */
  writeText(path: string, text: string): Promise<void>;
}

/** The log channel with its levels. Nothing secret may be passed to it. */
export interface Log {
  trace(message: string): void;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Where the protocol's traffic goes; `enabled` is read for every message. */
export interface Trace {
  readonly enabled: () => boolean;
  readonly message: (direction: 'in' | 'out', text: string) => void;
}

/** When interrupted work is offered, and when it may go on by itself. */
export interface ResumeSettings {
  readonly mode: 'ask' | 'auto' | 'never';
  /** 0: always fresh. */
  readonly freshnessMs: number;
  /** 0: without limit. */
  readonly maxAttempts: number;
  /** 0: no guard. */
  readonly bootGuardCount: number;
  readonly bootGuardWindowMs: number;
}

/** What holds for background tasks in place of the settings for other turns. */
export interface BackgroundSettings {
  /** 0: no limit. */
  readonly idleMs: number;
  /** 0: no warning. */
  readonly warnMs: number;
  /** 0: no limit. */
  readonly maxConcurrent: number;
}

/** How the task board is worked through. */
export interface BoardSettings {
  /** `auto`: what is ready is started by itself. */
  readonly dispatch: 'manual' | 'auto';
  /** Workers at once, in this window. 0: no limit. */
  readonly maxConcurrent: number;
  /** For how long a claim is believed without asking. */
  readonly claimTtlMs: number;
  readonly heartbeatMs: number;
  /** A worker without a sign of life for so long is taken for gone, although its process lives. 0: none is. */
  readonly heartbeatStaleMs: number;
  readonly failureLimit: number;
  /** Blocked and unblocked so often within the window: it goes in circles. 0: nobody counts. */
  readonly blockCycleThreshold: number;
  readonly blockCycleWindowMs: number;
}

export interface NotificationSettings {
  /** `result`: what came to an end; `error`: what came to no good end. */
  readonly level: 'all' | 'result' | 'error' | 'off';
  /** Between two notices of results. 0: none. */
  readonly minIntervalMs: number;
}

/** The settings that the core reads, already checked: a value of the wrong type has fallen back to its default with one log line. */
export interface Settings {
  /** As written; `agent/agentSpec.ts` parses it. */
  readonly agents: unknown;
  readonly defaultAgent: string;
  /** 0: no limit. */
  readonly connectTimeoutMs: number;
  readonly stopGraceMs: number;
  /** 0: never killed by itself. */
  readonly stopForceMs: number;
  /** 0: no limit. */
  readonly idleMs: number;
  /** While a tool call is in flight. 0: no limit. */
  readonly toolIdleMs: number;
  /** 0: silence is not mentioned. */
  readonly quietMs: number;
  readonly retryWhenSilent: boolean;
  /** A longer turn is brought to attention. 0: none is. */
  readonly turnNoticeMs: number;
  /** Over all sessions. 0: no limit. */
  readonly maxConcurrentTurns: number;
  readonly background: BackgroundSettings;
  readonly board: BoardSettings;
  readonly notifications: NotificationSettings;
  /** An agent at rest is let go by then. 0: never. */
  readonly idleReleaseMs: number;
  /** Sessions in which nothing happened for so long are removed. 0: none is. */
  readonly retentionMs: number;
  readonly resume: ResumeSettings;
  /** 0: bare wait. */
  readonly operationTimeoutMs: number;
  readonly shutdownTotalMs: number;
  readonly trace: 'off' | 'messages' | 'verbose';
  readonly sendKey: 'enter' | 'ctrlEnter';
}
