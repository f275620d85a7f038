/**
 * The messages between the host and one life of a chat view; types only. The host is the truth and the view a picture: the view says
 * `ready`, gets a numbered snapshot, then numbered deltas; after a gap it asks for a snapshot again. What the view sends with a
 * `clientId` is acknowledged by it, sent again after `ready` until it is, and taken once by the host, however often it comes.
 */
import type { Change, Item } from '../session/item';
import type { AskLaterStatus } from '../session/askLater';
import type { AgentCommand, SessionKind } from '../session/port';
import type { SessionStatus } from '../session/status';

export type HostMessage =
  | { readonly kind: 'snapshot'; readonly seq: number; readonly snapshot: Snapshot }
  | { readonly kind: 'delta'; readonly seq: number; readonly changes: readonly Change[]; readonly head?: SessionHead; readonly frame?: Frame }
  | { readonly kind: 'ack'; readonly clientId: string }
  /** Not taken: the text goes back to the composer, with the reason beside it. */
  | { readonly kind: 'refused'; readonly clientId: string; readonly reason: string }
  /** Puts the caret into the composer, because the user ran a command that means it. */
  | { readonly kind: 'focusComposer' };

export interface Snapshot {
  readonly frame: Frame;
  readonly head: SessionHead;
  readonly items: readonly Item[];
  readonly draft: string;
}

/** What surrounds the conversation. */
export interface Frame {
  readonly agents: readonly AgentChoice[];
  /** In an untrusted folder nothing is started. */
  readonly trusted: boolean;
  readonly sendKey: 'enter' | 'ctrlEnter';
}

export interface AgentChoice {
  readonly id: string;
  readonly name: string;
}

/** The session that the view shows. */
export interface SessionHead {
  readonly sessionId: string;
  readonly kind?: SessionKind;
  /** Empty for a session in which nothing was asked yet. */
  readonly title: string;
  readonly agent: AgentChoice;
  /** The agent can be changed until the first prompt. */
  readonly agentFixed: boolean;
  readonly state: SessionStatus;
  readonly commands: readonly AgentCommand[];
  readonly usage?: { readonly used: number; readonly size: number };
  /** The queue waits for the user, because the turn before it was stopped or failed. */
  readonly queueHeld: boolean;
  /** The last prompt is to be asked again when a usage limit is reset. */
  readonly askLater?: AskLaterStatus;
}

export type ViewMessage =
  /** A new life of the view, or a gap in the numbers: send a snapshot. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'prompt'; readonly clientId: string; readonly sessionId: string; readonly text: string; readonly place?: 'first' | undefined }
  | { readonly kind: 'stop'; readonly sessionId: string }
  | { readonly kind: 'forceStop'; readonly sessionId: string }
  | { readonly kind: 'answer'; readonly sessionId: string; readonly questionId: string; readonly optionId: string }
  | { readonly kind: 'withdraw'; readonly sessionId: string; readonly turnId: string }
  | { readonly kind: 'sendQueued'; readonly sessionId: string }
  | { readonly kind: 'retry'; readonly sessionId: string }
  /** Asks the last prompt once more when the usage limit is reset that it met; or takes that back. */
  | { readonly kind: 'askAtReset' | 'doNotAskAtReset'; readonly sessionId: string }
  | { readonly kind: 'keepWaiting'; readonly sessionId: string }
  /** The long or repetitive turn was seen, and may go on. */
  | { readonly kind: 'letGoOn'; readonly sessionId: string }
  /** Of interrupted work: go on with it, do not, or take that back. */
  | { readonly kind: 'resume' | 'dismiss' | 'undoDismiss'; readonly sessionId: string }
  /** Asks the window in which the session is open for it. */
  | { readonly kind: 'takeOver'; readonly sessionId: string }
  | { readonly kind: 'draft'; readonly sessionId: string; readonly text: string }
  | { readonly kind: 'chooseAgent'; readonly sessionId: string; readonly agent: string }
  /** Opens a place in a file in the editor; `line` is 1-based. */
  | { readonly kind: 'openLocation'; readonly path: string; readonly line?: number }
  /** Opens the nth diff of a tool call, or of the question with that id, in the native diff editor. */
  | { readonly kind: 'openDiff'; readonly sessionId: string; readonly itemId: string; readonly index: number }
  /** A link in an agent's text; the host decides by its scheme. */
  | { readonly kind: 'openLink'; readonly href: string }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'run'; readonly command: ViewCommand; readonly sessionId: string };

/** Commands that a button in the view may run; anything else is dropped. */
export type ViewCommand = 'showLog' | 'restartAgent' | 'manageTrust' | 'newSession' | 'addAgent' | 'selectAgent' | 'openTranscript';
