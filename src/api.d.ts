/**
 * What Holdfast offers to other extensions: its sessions. Copy this file into your extension; it needs nothing but VS Code's own types.
 *
 * ```ts
 * const holdfast = vscode.extensions.getExtension<HoldfastApi>('holdfast-agents.holdfast');
 * const api = await holdfast?.activate();
 * const { sessionId } = await api.sessions.prompt({ text: 'Why does the build fail?' });
 * ```
 *
 * Nothing here moves the keyboard's focus, and no prompt brings a view up. Every `Error` has a message for people, in their language, so
 * that you can show it; a `TypeError` is about arguments that make no sense. What runs ends with its window, and so does this API: from
 * then on everything throws or rejects.
 */
import type { Event } from 'vscode';

export interface HoldfastApi {
  readonly sessions: SessionsApi;
  readonly background: BackgroundApi;
}

/** Prompts that run by themselves, each in a session of its own. */
export interface BackgroundApi {
  /**
   * Starts one. It is a session like any other, in the list and in the Sessions view; the user is told how it ended, so do not tell them
   * as well. Resolves when it is on disk; it may wait until others have ended.
   *
   * Rejects, and then nothing was started, for the same reasons as {@link SessionsApi.prompt}.
   */
  run(task: BackgroundTask): Promise<PromptTaken>;
}

export interface BackgroundTask {
  readonly prompt: string;
  /** A name in the setting `holdfast.agents`, or `builtin`. Without it the user's default agent. */
  readonly agent?: string | undefined;
}

/** All sessions of this window's workspace, the same that people see in the Sessions view. */
export interface SessionsApi {
  /** The sessions in which something was asked, those used last first. Opens none and starts nothing. */
  list(): readonly SessionInfo[];

  /**
   * Shows a session: in the editor where it is open already, else in the chat view. The keyboard stays where it is. Only call it when the
   * user asked for it.
   *
   * Rejects when there is no such session.
   */
  open(sessionId: string): Promise<void>;

  /**
   * Asks an agent something. Resolves when the prompt is on disk, not when it was answered; it is sent at once, or when what waits before
   * it in the session is done. Prompts that a stop or a failure holds back stay so until the user lets them go. The conversation says that
   * this one was not typed by the user.
   *
   * Rejects, and then nothing was asked: in a folder that the user does not trust, for a session or an agent that does not exist, for a
   * text without any words, when too many prompts wait in the session, and when it cannot be written to disk.
   */
  prompt(request: PromptRequest): Promise<PromptTaken>;

  /**
   * Asks the agent of a session to end what it does; does nothing where nothing runs. The turn ends within the time that the user's
   * settings give it, whatever the agent does, and what waits in the session is held until the user lets it go on.
   *
   * Throws when there is no such session.
   */
  stop(sessionId: string): void;

  /**
   * Tells a session of which anything in its {@link SessionInfo} has changed, new and deleted ones too: the latest state, a few times a
   * second at most, so that states in between may be left out.
   */
  readonly onDidChange: Event<SessionInfo>;
}

/** A session at one moment; it does not change afterwards. */
export interface SessionInfo {
  /** Ours; stays the same as long as the session exists. */
  readonly id: string;
  /** Given by the user, else by the agent, else the beginning of the first prompt. */
  readonly title: string;
  /** The agent's name in the setting `holdfast.agents`; `builtin` for the built-in one. */
  readonly agent: string;
  readonly state: SessionState;
  /** When it was last asked something, or a turn last ended: milliseconds since 1970. */
  readonly updatedAt: number;
  /** How many prompts wait in it, beside the one that runs. */
  readonly queued: number;
}

/**
 * - `idle`: nothing runs.
 * - `queued`: a prompt waits, because as many sessions work already as the user lets work at once.
 * - `starting`: its agent is being started.
 * - `working`: its agent is at it.
 * - `waitingForYou`: its agent has asked the user something and waits for the answer.
 * - `stopping`: its agent was asked to end, and has not yet.
 * - `gone`: its agent ended by itself; the next prompt starts it again.
 * - `elsewhere`: another window works in it; this one takes no prompt for it.
 * - `interrupted`: it was at work when its window went, and waits for the user to say whether it goes on.
 * - `deleted`: the user has deleted the session. Only {@link SessionsApi.onDidChange} says this, and nothing follows.
 *
 * A later version may say further words: take one that you do not know for a session that is busy.
 */
export type SessionState = 'idle' | 'queued' | 'starting' | 'working' | 'waitingForYou' | 'stopping' | 'gone' | 'elsewhere' | 'interrupted' | 'deleted';

export interface PromptRequest {
  readonly text: string;
  /** Where it is asked. Without it a new session is made. */
  readonly sessionId?: string | undefined;
  /** Who is asked in the new session: a name in the setting `holdfast.agents`, or `builtin`. Without it the user's default agent. */
  readonly agent?: string | undefined;
}

export interface PromptTaken {
  readonly sessionId: string;
  /** Names this prompt and all that follows from it, within the session. */
  readonly turnId: string;
}
