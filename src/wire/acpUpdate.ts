/**
 * `session/update`: what an agent tells while it works. A kind that we do not know, or whose needed fields are bad, becomes
 * `{ sessionUpdate: 'unknown', raw }`: a `switch` over `sessionUpdate` is exhaustive, and the caller logs what it cannot show.
 * Fields that we do not know stay on every update.
 */
import { readContentBlock, toolCallReaders } from './acpContent';
import type { ContentBlock, ToolCallFields } from './acpContent';
import { readConfigOptions } from './acpSettings';
import type { ConfigOption } from './acpSettings';
import { InvalidMessageError } from './peer';
import { list, nullable, number, oneOf, record, tagged, text, withDefault } from './read';
import type { Open, Reader, UnknownMember, WithMeta } from './read';

export interface SessionNotification extends WithMeta {
  readonly sessionId: string;
  readonly update: SessionUpdate;
}

export type SessionUpdate =
  | MessageChunk<'user_message_chunk'>
  | MessageChunk<'agent_message_chunk'>
  | MessageChunk<'agent_thought_chunk'>
  | ToolCallUpdate<'tool_call'>
  | ToolCallUpdate<'tool_call_update'>
  | PlanUpdate
  | CommandsUpdate
  | ModeUpdate
  | ConfigOptionUpdate
  | SessionInfoUpdate
  | UsageUpdate
  | NoticeUpdate
  | CompactionUpdate
  | CompactionSummaryChunk
  | UnknownMember<'sessionUpdate'>;

/** Chunks with the same `messageId` are one message; without ids, another kind of update ends the message. */
export interface MessageChunk<Kind extends MessageKind = MessageKind> extends WithMeta {
  readonly sessionUpdate: Kind;
  readonly content: ContentBlock;
  readonly messageId?: string;
}

export type MessageKind = 'user_message_chunk' | 'agent_message_chunk' | 'agent_thought_chunk';

/** Both are upserts: agents update calls that they never announced, and announce calls that they have updated. */
export interface ToolCallUpdate<Kind extends ToolCallKind = ToolCallKind> extends ToolCallFields {
  readonly sessionUpdate: Kind;
}

export type ToolCallKind = 'tool_call' | 'tool_call_update';

/** Replaces the whole plan. */
export interface PlanUpdate extends WithMeta {
  readonly sessionUpdate: 'plan';
  readonly entries: readonly PlanEntry[];
}

export interface PlanEntry extends WithMeta {
  readonly content: string;
  readonly priority: 'high' | 'medium' | 'low';
  readonly status: 'pending' | 'in_progress' | 'completed';
}

/** Replaces the whole list. */
export interface CommandsUpdate extends WithMeta {
  readonly sessionUpdate: 'available_commands_update';
  readonly availableCommands: readonly AvailableCommand[];
}

export interface AvailableCommand extends WithMeta {
  readonly name: string;
  readonly description: string;
  /** Present when the command takes text after its name. */
  readonly input?: { readonly hint: string };
}

export interface ModeUpdate extends WithMeta {
  readonly sessionUpdate: 'current_mode_update';
  readonly currentModeId: string;
}

/** Replaces the whole list. */
export interface ConfigOptionUpdate extends WithMeta {
  readonly sessionUpdate: 'config_option_update';
  readonly configOptions: readonly ConfigOption[];
}

/** Absent: unchanged. Null: cleared. */
export interface SessionInfoUpdate extends WithMeta {
  readonly sessionUpdate: 'session_info_update';
  readonly title?: string | null;
  readonly updatedAt?: string | null;
}

/** Tokens in the context, and its size. */
export interface UsageUpdate extends WithMeta {
  readonly sessionUpdate: 'usage_update';
  readonly used: number;
  readonly size: number;
  readonly cost?: { readonly amount: number; readonly currency: string };
}

export interface NoticeUpdate extends WithMeta {
  readonly sessionUpdate: 'notice';
  readonly severity: Open<'info' | 'warning' | 'error'>;
  readonly title: string;
  readonly description?: string;
}

/** Absent: unchanged. Null: cleared. */
export interface CompactionUpdate extends WithMeta {
  readonly sessionUpdate: 'compaction_update';
  readonly compactionId: string;
  readonly status?: Open<'in_progress' | 'completed' | 'failed' | 'cancelled'>;
  readonly summary?: readonly ContentBlock[] | null;
  readonly error?: string | null;
}

export interface CompactionSummaryChunk extends WithMeta {
  readonly sessionUpdate: 'compaction_summary_chunk';
  readonly compactionId: string;
  readonly content: ContentBlock;
}

export const readSessionUpdate: Reader<SessionUpdate> = tagged<SessionUpdate, 'sessionUpdate'>('sessionUpdate', {
  user_message_chunk: messageChunk('user_message_chunk'),
  agent_message_chunk: messageChunk('agent_message_chunk'),
  agent_thought_chunk: messageChunk('agent_thought_chunk'),
  tool_call: toolCall('tool_call'),
  tool_call_update: toolCall('tool_call_update'),
  plan: record<PlanUpdate>({ sessionUpdate: oneOf('plan'), entries: list(planEntry()) }, {}),
  available_commands_update: record<CommandsUpdate>(
    { sessionUpdate: oneOf('available_commands_update'), availableCommands: list(availableCommand()) },
    {},
  ),
  current_mode_update: readModeUpdate,
  config_option_update: record<ConfigOptionUpdate>(
    { sessionUpdate: oneOf('config_option_update'), configOptions: readConfigOptions },
    {},
  ),
  session_info_update: record<SessionInfoUpdate>(
    { sessionUpdate: oneOf('session_info_update') },
    { title: nullable(text), updatedAt: nullable(text) },
  ),
  usage_update: record<UsageUpdate>(
    { sessionUpdate: oneOf('usage_update'), used: number, size: number },
    { cost: record<{ amount: number; currency: string }>({ amount: number, currency: text }, {}) },
  ),
  notice: record<NoticeUpdate>(
    { sessionUpdate: oneOf('notice'), severity: withDefault(text, 'info'), title: text },
    { description: text },
  ),
  compaction_update: record<CompactionUpdate>(
    { sessionUpdate: oneOf('compaction_update'), compactionId: text },
    { status: text, summary: nullable(list(readContentBlock)), error: nullable(text) },
  ),
  compaction_summary_chunk: record<CompactionSummaryChunk>(
    { sessionUpdate: oneOf('compaction_summary_chunk'), compactionId: text, content: readContentBlock },
    {},
  ),
});

export const readSessionNotification: Reader<SessionNotification> = record<SessionNotification>(
  { sessionId: text, update: readSessionUpdate },
  {},
);

function messageChunk<Kind extends MessageKind>(kind: Kind): Reader<MessageChunk<Kind>> {
  return record<MessageChunk>({ sessionUpdate: oneOf(kind), content: readContentBlock }, { messageId: text }) as Reader<MessageChunk<Kind>>;
}

function toolCall<Kind extends ToolCallKind>(kind: Kind): Reader<ToolCallUpdate<Kind>> {
  return record<ToolCallUpdate>({ sessionUpdate: oneOf(kind), toolCallId: text }, toolCallReaders) as Reader<ToolCallUpdate<Kind>>;
}

function planEntry(): Reader<PlanEntry> {
  return record<PlanEntry>(
    {
      content: text,
      priority: withDefault(oneOf('high', 'medium', 'low'), 'medium'),
      status: withDefault(oneOf('pending', 'in_progress', 'completed'), 'pending'),
    },
    {},
  );
}

function availableCommand(): Reader<AvailableCommand> {
  return record<AvailableCommand>(
    { name: text, description: withDefault(text, '') },
    { input: record<{ readonly hint: string }>({ hint: withDefault(text, '') }, {}) },
  );
}

/** The protocol's schema says `currentModeId`, a page of its documentation `modeId`, and agents follow either. */
function readModeUpdate(raw: unknown, where: string): ModeUpdate {
  const { currentModeId, modeId, ...rest } = record<{ sessionUpdate: 'current_mode_update'; currentModeId?: string; modeId?: string }>(
    { sessionUpdate: oneOf('current_mode_update') },
    { currentModeId: text, modeId: text },
  )(raw, where);
  const current = currentModeId ?? modeId;
  if (current === undefined) {
    throw new InvalidMessageError(`${where}.currentModeId`, 'a string');
  }
  return { ...rest, currentModeId: current };
}
