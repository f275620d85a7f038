/**
 * What a command can do while it answers a prompt: say something, show a tool call, ask the client for something, and notice that it
 * should stop. All that is said in a turn is one message, whatever comes in between.
 */
import type { ClientCapabilities } from '@agentclientprotocol/sdk';
import type { Clock } from '../base/clock';
import type { ToolCallFields } from '../wire/acpContent';
import type { SessionUpdate } from '../wire/acpUpdate';
import type { OpenDocuments } from './documents';
import type { AgentPeer } from './languageServerPeer';

/** What a turn needs from around it. */
export interface TurnContext {
  readonly sessionId: string;
  readonly cwd: string;
  readonly client: AgentPeer;
  readonly capabilities: ClientCapabilities;
  readonly documents: OpenDocuments;
  readonly clock: Clock;
  /** Command lines that the user has allowed for the rest of the session, until this process ends. */
  readonly allowedCommands: Set<string>;
}

export class Turn {
  #toolCalls = 0;

  constructor(
    private readonly id: string,
    readonly context: TurnContext,
    /** Aborts when the turn was cancelled. */
    readonly signal: AbortSignal,
    /** `shown` goes to the client, `kept` into the history, for a later client that has not what this one has. */
    private readonly tell: (shown: SessionUpdate, kept: SessionUpdate) => void,
  ) {}

  /** Markdown, appended to this turn's message. */
  say(text: string): void {
    const update: SessionUpdate = { sessionUpdate: 'agent_message_chunk', messageId: this.id, content: { type: 'text', text } };
    this.tell(update, update);
  }

  /** Announces a tool call and answers its id. */
  beginTool(fields: Omit<ToolCallFields, 'toolCallId'>): string {
    this.#toolCalls += 1;
    const toolCallId = `${this.id}-${this.#toolCalls}`;
    const update: SessionUpdate = { sessionUpdate: 'tool_call', toolCallId, ...fields };
    this.tell(update, update);
    return toolCallId;
  }

  updateTool(shown: ToolCallFields, kept: ToolCallFields = shown): void {
    this.tell({ sessionUpdate: 'tool_call_update', ...shown }, { sessionUpdate: 'tool_call_update', ...kept });
  }
}
