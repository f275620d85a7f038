/**
 * The messages between the host and one life of a board in the editor; types only. The host is the truth and the page a picture: the page
 * says `ready`, gets a numbered snapshot, then numbered deltas, a card each; after a gap it asks for a snapshot again. What is written on
 * the page travels with a `clientId`, and is answered by it.
 */
import type { Dispatching } from '../board/taskBoard';
import type { TaskStatus } from '../board/task';
import type { Card } from './card';
import type { CardDetail } from './cardDetail';
import type { CardAction } from './moves';

export type BoardHostMessage =
  | { readonly kind: 'snapshot'; readonly seq: number; readonly snapshot: BoardSnapshot }
  /** `detail`: of the card that is open. */
  | { readonly kind: 'delta'; readonly seq: number; readonly cards: readonly Card[]; readonly frame?: BoardFrame; readonly detail?: CardDetail }
  /** Written. `taskId`: of the task that was made or changed. */
  | { readonly kind: 'ack'; readonly clientId: string; readonly taskId: string }
  /** Not written; the text stays where it was typed, with the reason beside it. */
  | { readonly kind: 'refused'; readonly clientId: string; readonly reason: string }
  /** Goes to a card or a form, because the user ran a command that means it. */
  | { readonly kind: 'show'; readonly place: BoardPlace };

export interface BoardSnapshot {
  readonly frame: BoardFrame;
  readonly cards: readonly Card[];
  readonly detail?: CardDetail;
}

/** What stands around the cards. */
export interface BoardFrame {
  readonly agents: readonly { readonly id: string; readonly name: string }[];
  /** The name of the one that a task without an agent gets. */
  readonly defaultAgent: string;
  /** Agents that have no model and know only commands; an empty one is the default one. */
  readonly commandsOnly?: readonly string[];
  readonly trusted: boolean;
  readonly dispatching: Dispatching;
  /** What of the board's file could not be believed, in words. */
  readonly fault?: string;
}

export type BoardPlace = { readonly kind: 'card' | 'edit' | 'comment'; readonly taskId: string } | { readonly kind: 'newTask' };

export type BoardViewMessage =
  /** A new life of the page, or a gap in the numbers: send a snapshot, and the detail of the card that is open. */
  | { readonly kind: 'ready'; readonly taskId?: string | undefined }
  /** The card that is open now; none: no card is. */
  | { readonly kind: 'open'; readonly taskId?: string | undefined }
  | { readonly kind: 'create'; readonly clientId: string; readonly draft: CardDraft }
  /** `was`: as the card was when the form was opened. What is still so was not edited, and is left to whoever has changed it since. */
  | { readonly kind: 'edit'; readonly clientId: string; readonly taskId: string; readonly draft: CardDraft; readonly was?: CardDraft | undefined }
  | { readonly kind: 'comment'; readonly clientId: string; readonly taskId: string; readonly text: string }
  | { readonly kind: 'move'; readonly taskId: string; readonly to: TaskStatus }
  | { readonly kind: 'act'; readonly taskId: string; readonly action: CardAction }
  | { readonly kind: 'transcript'; readonly taskId: string; readonly runId: string }
  | { readonly kind: 'run'; readonly command: BoardPageCommand };

/** Commands that a button of the page may run; anything else is dropped. */
export type BoardPageCommand = 'pauseBoard' | 'resumeBoard' | 'dryRunBoard' | 'manageTrust' | 'openSettings' | 'showLog';

/** What a person writes on a card. */
export interface CardDraft {
  readonly title: string;
  readonly prompt: string;
  /** Absent: the default one. */
  readonly agent?: string | undefined;
  readonly priority?: number | undefined;
}
