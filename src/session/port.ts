/**
 * What a session needs from outside: an agent to talk to, and a place to remember. `agent/` and `host/` implement these; nothing in
 * `session/` knows a process, a file or the wire.
 */
import type { Content, Location, ToolContent } from './content';
import type { ConversationEvent } from './conversationEvent';
import type { AgentLoss, Exit } from './failure';
import type { InterruptedTurn } from './interruption';
import type { PlanEntry, PromptOrigin, QuestionOption, ToolStatus } from './item';
import type { StopReason, TurnOutcome } from './outcome';

/** One session on one agent process. Its methods reject with `AgentFailureError`. */
export interface AgentLink {
  /** The agent's own name for the session; kept, so that it can be loaded again. */
  readonly agentSessionId: string;
  /** Sends one prompt; settles when the agent has ended the turn. All updates of the turn have been told before it settles. */
  prompt(content: readonly Content[]): Promise<StopReason>;
  /** Asks the agent to end the running turn. */
  cancel(): void;
  /** Lets go of this session; the process ends when its last link is closed. `deleted`: the agent is asked to delete it first, where it
   * can. Bounded; never rejects. */
  close(fate?: AgentSessionFate): Promise<void>;
  /** Kills the process at once, synchronously, for a closing window or a forced stop. */
  kill(): void;
  /** We do not read what it says at the moment, because too much of it waits to be handled: its silence is ours. */
  readonly isReadingPaused: boolean;
  /** Commands that we run for it and that have not ended. */
  readonly runningTerminals: number;
  /** Settles when the agent can no longer be reached, with what a prompt on its way would fail with. Never rejects. */
  readonly gone: Promise<AgentLoss>;
}

/** What becomes of the agent's own session, when we let go of it. */
export type AgentSessionFate = 'kept' | 'deleted';

/** What the agent's side may tell and ask, in order of arrival. All but `ask` are synchronous. */
export interface AgentListener {
  update(update: AgentUpdate): void;
  /** A question to the human. Settles with the chosen option, or without one when it was withdrawn. Never rejects. */
  ask(question: AskedQuestion, signal: AbortSignal): Promise<Answer>;
  /** A sign of life that is no update: a request of the agent, output of a terminal that we host for it, or bytes for this session that
   * just arrived and were not looked at yet. */
  sign(sign: 'request' | 'terminalOutput' | 'bytes'): void;
}

export interface AskedQuestion {
  readonly tool: ToolPatch;
  readonly options: readonly QuestionOption[];
}

export type Answer = { readonly kind: 'selected'; readonly optionId: string } | { readonly kind: 'withdrawn' };

/** How a link came about: `fresh` for a first session, `kept` when the agent still had it, `lost` when it no longer knew the session
 * and a new one was made. */
export type LinkOrigin = 'fresh' | 'kept' | 'lost';

export interface AgentConnector {
  /** Starts (or shares) the agent's process and opens a session on it; rejects with `AgentFailureError`, or with the signal's reason. */
  connect(
    request: ConnectRequest,
    listener: AgentListener,
    signal: AbortSignal,
    onWait: OnStartWait,
  ): Promise<{ readonly link: AgentLink; readonly origin: LinkOrigin }>;
  /** The user wants it started the next time it is needed, however often it has failed. */
  giveAnotherChance(agent: string): void;
}

/** The start waits for so long, because earlier ones came to nothing; absent: it waits no more. */
export type OnStartWait = (waitMs: number | undefined) => void;

export interface ConnectRequest {
  /** Ours, for logs and for the mark on processes. */
  readonly sessionId: string;
  readonly agent: string;
  readonly cwd: string;
  /** The agent's session to go on with, if there was one. */
  readonly agentSessionId?: string;
}

/** What an agent tells, in our own words: ACP v1 adapted into upserts by id. */
export type AgentUpdate =
  | { readonly kind: 'message'; readonly speaker: 'agent' | 'thought' | 'user'; readonly messageId?: string; readonly content: Content }
  | { readonly kind: 'tool'; readonly tool: ToolPatch }
  | { readonly kind: 'terminal'; readonly terminalId: string; readonly append?: string; readonly truncated?: boolean; readonly exit?: Exit }
  | { readonly kind: 'plan'; readonly entries: readonly PlanEntry[] }
  | { readonly kind: 'commands'; readonly commands: readonly AgentCommand[] }
  | { readonly kind: 'mode'; readonly modeId: string }
  | { readonly kind: 'config'; readonly options: readonly unknown[] }
  | { readonly kind: 'title'; readonly title: string | undefined }
  | { readonly kind: 'usage'; readonly used: number; readonly size: number; readonly cost?: { readonly amount: number; readonly currency: string } }
  | { readonly kind: 'notice'; readonly severity: 'info' | 'warning' | 'error'; readonly title: string; readonly description?: string }
  | { readonly kind: 'compaction'; readonly id: string; readonly status: string }
  /** Kept and logged; nothing is shown. */
  | { readonly kind: 'unknown'; readonly raw: unknown };

/** A tool call or part of one: what is absent stays as it was; `content` and `locations` replace wholesale. */
export interface ToolPatch {
  readonly callId: string;
  readonly title?: string;
  readonly toolKind?: string;
  readonly status?: ToolStatus;
  readonly content?: readonly ToolContent[];
  readonly locations?: readonly Location[];
  readonly rawInput?: unknown;
  readonly rawOutput?: unknown;
}

/** A slash command that the agent offers. */
export interface AgentCommand {
  readonly name: string;
  readonly description: string;
  readonly hint?: string;
}

/**
 * Which window works in a session: one at a time, and the others read along. Nobody takes it from a window that lives; a holder that is
 * gone has let go.
 */
export interface Leases {
  look(sessionId: string): LeaseState;
  /** Takes it where it is free. Throws where the disk refuses. */
  claim(sessionId: string): 'ours' | 'elsewhere';
  release(sessionId: string): void;
  /** Asks the window that has it to let go, and takes it when it does. Bounded; never rejects. */
  takeOver(sessionId: string): Promise<'ours' | 'elsewhere'>;
  /** Tells of every change of hands between others, until the returned function is called. */
  follow(sessionId: string, onChange: (state: LeaseState) => void): () => void;
}

export type LeaseState = 'free' | 'ours' | 'elsewhere';

/** Remembers which turn is under way, so that it can be told truthfully after the window went. Neither throws. */
export interface PendingTurns {
  /** On disk before anything of the turn is sent. */
  begin(sessionId: string, turn: BegunTurn): void;
  /** Behind the outcome in the conversation. */
  settle(sessionId: string, turnId: string, outcome: TurnOutcome): void;
  /** What was under way in a session when its window went, if it is still to be decided. */
  interrupted(sessionId: string): InterruptedTurn | undefined;
  /** What the agent is to be told along with a prompt that begins now and is about something else than what was interrupted in the session;
   * nothing where nothing was, or where it does not matter any more. */
  note(sessionId: string, agentSession: 'kept' | 'lost'): string | undefined;
  /** The sessions with something interrupted. */
  all(): readonly string[];
  /** The window that a session ran in has gone. */
  lookAt(sessionId: string): void;
}

export interface BegunTurn {
  readonly turnId: string;
  readonly origin: PromptOrigin;
  /** `later`: nothing could go along with it, so that what was interrupted is still to be told. */
  readonly note?: 'later';
}

/** Where sessions are remembered. Synchronous, because a prompt must be on disk before anything else happens with it. */
export interface SessionStore {
  /** The records of all sessions, newest first. What cannot be read was set aside and reported by the store. */
  list(): readonly SessionRecord[];
  /** The ids of all that have a folder; cheap. */
  ids(): readonly string[];
  /** One of them, as it is now; absent when it is gone. */
  read(sessionId: string): SessionRecord | undefined;
  /** The events of a conversation that may be another window's, in order and in small bites, however long it is. */
  stream(sessionId: string): AsyncIterable<ConversationEvent>;
  /** Whether its folder holds nothing but a lease, and has for a while: a session that never came to be. */
  isLeftover(sessionId: string): boolean;
  /** Makes the session's folder and record. Throws where the disk refuses. */
  create(record: SessionRecord): Journal;
  /** Opens an existing session's conversation, repaired where a line was torn. */
  open(sessionId: string): Journal;
  update(sessionId: string, change: Partial<Omit<SessionRecord, 'id'>>): void;
  /** Removes the session's folder, and what of it was set aside. */
  remove(sessionId: string): void;
  /** How much that is. */
  bytes(sessionId: string): number;
}

/** What is kept of a session elsewhere than in its folder: its draft, and what our own agent keeps. */
export interface Belongings {
  bytes(record: SessionRecord): number;
  remove(record: SessionRecord): void;
}

export type SessionKind = 'background' | 'task';

export interface SessionRecord {
  readonly id: string;
  /** Absent for one that a person holds; `background`: a task that runs by itself and reports its end; `task`: it works on a task of the
   * board, which is told how its turns end, and says who goes on. */
  readonly kind?: SessionKind;
  readonly agent: string;
  readonly cwd: string;
  /** The user's own title, else the agent's, else the beginning of the first prompt. */
  readonly title: string;
  readonly titledBy: 'prompt' | 'agent' | 'user';
  readonly agentSessionId?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the last prompt is to be asked again, because the user said so; wall milliseconds. */
  readonly askAt?: number | undefined;
  /** Since when the user has put it away; wall milliseconds. The next prompt in it takes it out again. */
  readonly archivedAt?: number | undefined;
}

/** One session's conversation on disk. */
export interface Journal {
  read(): Iterable<ConversationEvent>;
  /** What another window has appended since the last look. */
  readNew(): Iterable<ConversationEvent>;
  /** From now on this window writes: what a former writer left half done is put in order. Throws where the disk refuses. */
  mend(): void;
  /** On disk against a killed process when it returns. Throws where the disk refuses. */
  append(event: ConversationEvent): void;
  /** On disk against power loss when it settles: called at a prompt and at a turn's end. */
  sync(): Promise<void>;
  close(): void;
}
