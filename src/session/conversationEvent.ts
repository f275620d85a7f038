/**
 * What happened in a conversation, in order: the lines of `conversation.ndjson`, and the only input of the transcript. Written when it
 * happens; never rewritten. `at` is wall time in milliseconds. Unknown kinds in a file of a newer version are kept and skipped.
 */
import type { Content } from './content';
import type { PromptOrigin, QuestionOption } from './item';
import type { TurnOutcome } from './outcome';
import type { AgentUpdate, ToolPatch } from './port';

export type ConversationEvent = { readonly at: number } & ConversationFact;

export type ConversationFact =
  /** Taken from the user and on disk; it waits until `sent`. */
  | { readonly kind: 'prompt'; readonly turnId: string; readonly clientId: string; readonly content: readonly Content[]; readonly origin: PromptOrigin; readonly place?: 'first'; readonly note?: string }
  | { readonly kind: 'withdrawn'; readonly turnId: string }
  /** About to be on the wire. After this line we can no longer say that the agent never saw it. `note`: see `UserItem`. */
  | { readonly kind: 'sent'; readonly turnId: string; readonly note?: string }
  | { readonly kind: 'update'; readonly update: AgentUpdate }
  | {
      readonly kind: 'asked';
      readonly questionId: string;
      readonly tool: ToolPatch;
      readonly options: readonly QuestionOption[];
    }
  | { readonly kind: 'answered'; readonly questionId: string; readonly optionId?: string }
  | { readonly kind: 'stopPressed'; readonly turnId: string }
  | { readonly kind: 'ended'; readonly turnId: string; readonly outcome: TurnOutcome }
  | { readonly kind: 'newAgentSession' }
  /** The agent had shown nothing of the prompt, so it was started afresh and the same prompt is sent once more. */
  | { readonly kind: 'askedAgain'; readonly turnId: string }
  /** What the session worked on was given to somebody else. */
  | { readonly kind: 'takenOver'; readonly attempt?: number };

