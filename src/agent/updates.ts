/**
 * ACP v1 updates in our own words. `tool_call` and `tool_call_update` are both patches of a tool call, because real agents send them in
 * any order. Terminals that the agent owns itself come as `_meta` of tool calls and become terminal updates. Every update becomes at
 * least one, because each is a sign of life. Pure.
 */
import type { ToolContent } from '../session/content';
import type { Exit } from '../session/failure';
import type { AgentUpdate, ToolPatch } from '../session/port';
import type { ToolCallContent, ToolCallFields } from '../wire/acpContent';
import type { MessageChunk, SessionUpdate } from '../wire/acpUpdate';
import type { Meta } from '../wire/read';
import { toContent } from './contentBlocks';

export function toAgentUpdates(update: SessionUpdate): readonly AgentUpdate[] {
  switch (update.sessionUpdate) {
    case 'agent_message_chunk':
      return [message('agent', update)];
    case 'agent_thought_chunk':
      return [message('thought', update)];
    case 'user_message_chunk':
      return [message('user', update)];
    case 'tool_call':
    case 'tool_call_update':
      return [{ kind: 'tool', tool: toToolPatch(update) }, ...ownTerminals(update._meta)];
    case 'plan':
      return [{ kind: 'plan', entries: update.entries.map(({ content, priority, status }) => ({ content, priority, status })) }];
    case 'available_commands_update':
      return [
        {
          kind: 'commands',
          commands: update.availableCommands.map(({ name, description, input }) => ({
            name,
            description,
            ...(input !== undefined && { hint: input.hint }),
          })),
        },
      ];
    case 'current_mode_update':
      return [{ kind: 'mode', modeId: update.currentModeId }];
    case 'config_option_update':
      return [{ kind: 'config', options: update.configOptions }];
    case 'session_info_update':
      return update.title === undefined ? [unknown(update)] : [{ kind: 'title', title: update.title ?? undefined }];
    case 'usage_update':
      return [{ kind: 'usage', used: update.used, size: update.size, ...(update.cost && { cost: costOf(update.cost) }) }];
    case 'notice':
      return [
        {
          kind: 'notice',
          severity: severityOf(update.severity),
          title: update.title,
          ...(update.description !== undefined && { description: update.description }),
        },
      ];
    case 'compaction_update':
      return [update.status === undefined ? unknown(update) : { kind: 'compaction', id: update.compactionId, status: update.status }];
    case 'compaction_summary_chunk':
      // The summary is the agent's own note to itself; the conversation only says that there was a compaction.
      return [unknown(update)];
    case 'unknown':
      return [{ kind: 'unknown', raw: update.raw }];
  }
}

export function toToolPatch(call: ToolCallFields): ToolPatch {
  return {
    callId: call.toolCallId,
    ...(call.title !== undefined && { title: call.title }),
    ...(call.kind !== undefined && { toolKind: call.kind }),
    ...(call.status !== undefined && { status: call.status }),
    ...(call.content !== undefined && { content: call.content.map(toToolContent) }),
    ...(call.locations !== undefined && {
      // Lines are 1-based; a 0 means that the agent does not know.
      locations: call.locations.map(({ path, line }) => ({ path, ...(line !== undefined && line > 0 && { line }) })),
    }),
    ...(call.rawInput !== undefined && { rawInput: call.rawInput }),
    ...(call.rawOutput !== undefined && { rawOutput: call.rawOutput }),
  };
}

function message(speaker: 'agent' | 'thought' | 'user', { content, messageId }: MessageChunk): AgentUpdate {
  return { kind: 'message', speaker, content: toContent(content), ...(messageId !== undefined && { messageId }) };
}

function toToolContent(content: ToolCallContent): ToolContent {
  switch (content.type) {
    case 'content':
      return { kind: 'content', content: toContent(content.content) };
    case 'diff':
      return {
        kind: 'diff',
        path: content.path,
        newText: content.newText,
        ...(content.oldText !== undefined && { oldText: content.oldText }),
      };
    case 'terminal':
      return { kind: 'terminal', terminalId: content.terminalId };
    case 'unknown':
      return { kind: 'unknown', type: typeof content.raw.type === 'string' ? content.raw.type : 'unknown', raw: content.raw };
  }
}

/** The extension by which some agents show terminals that run on their side: what one is, what it printed, how it ended. */
function ownTerminals(meta: Meta | undefined): AgentUpdate[] {
  const updates: AgentUpdate[] = [];
  const info = terminalPart(meta?.terminal_info);
  if (info) {
    updates.push({ kind: 'terminal', terminalId: info.id });
  }
  for (const part of [meta?.terminal_output, meta?.terminal_output_delta]) {
    const output = terminalPart(part);
    if (output && typeof output.fields.data === 'string') {
      updates.push({ kind: 'terminal', terminalId: output.id, append: output.fields.data });
    }
  }
  const exit = terminalPart(meta?.terminal_exit);
  if (exit) {
    updates.push({ kind: 'terminal', terminalId: exit.id, exit: exitOf(exit.fields) });
  }
  return updates;
}

function terminalPart(part: unknown): { readonly id: string; readonly fields: Meta } | undefined {
  const fields = typeof part === 'object' && part !== null ? (part as Meta) : {};
  return typeof fields.terminal_id === 'string' ? { id: fields.terminal_id, fields } : undefined;
}

function exitOf({ exit_code: code, signal }: Meta): Exit {
  return { ...(typeof code === 'number' && { code }), ...(typeof signal === 'string' && { signal }) };
}

function costOf({ amount, currency }: { readonly amount: number; readonly currency: string }): { amount: number; currency: string } {
  return { amount, currency };
}

function severityOf(severity: string): 'info' | 'warning' | 'error' {
  return severity === 'warning' || severity === 'error' ? severity : 'info';
}

function unknown(raw: SessionUpdate): AgentUpdate {
  return { kind: 'unknown', raw };
}
