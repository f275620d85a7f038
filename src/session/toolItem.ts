/** Tool calls and the terminals they show: what a patch makes of what was known. Pure. */
import { toolItemId } from './item';
import type { TerminalItem, ToolItem, ToolStatus } from './item';
import type { AgentUpdate, ToolPatch } from './port';

/** Kept of one terminal's output in memory and in the view; the whole stays in the file. In characters. */
const terminalLimit = 200_000;

export function isFinal(status: ToolStatus): boolean {
  return status !== 'pending' && status !== 'in_progress';
}

/** An update for a call that was never announced makes one: some agents send the permission request, or updates, first. */
export function patchTool(before: ToolItem | undefined, patch: ToolPatch, at: number): ToolItem {
  const old: ToolItem = before ?? {
    kind: 'tool',
    id: toolItemId(patch.callId),
    callId: patch.callId,
    title: '',
    toolKind: 'other',
    status: 'pending',
    content: [],
    locations: [],
    startedAt: at,
  };
  // Some agents create a call after they have updated it: a finished call stays finished.
  const status = patch.status === undefined || (isFinal(old.status) && !isFinal(patch.status)) ? old.status : patch.status;
  return {
    ...old,
    title: patch.title ?? old.title,
    toolKind: patch.toolKind ?? old.toolKind,
    status,
    content: patch.content ?? old.content,
    locations: patch.locations ?? old.locations,
    ...('rawInput' in patch ? { rawInput: patch.rawInput } : {}),
    ...('rawOutput' in patch ? { rawOutput: patch.rawOutput } : {}),
    // Its time begins when it begins to run: before that it may have waited for the user.
    ...(old.status === 'pending' && status !== 'pending' ? { startedAt: at } : {}),
    ...(isFinal(status) && old.endedAt === undefined ? { endedAt: at } : {}),
  };
}

export function growTerminal(before: TerminalItem | undefined, id: string, update: Extract<AgentUpdate, { kind: 'terminal' }>): TerminalItem {
  const old: TerminalItem = before ?? { kind: 'terminal', id, output: '', truncated: false };
  const output = old.output + (update.append ?? '');
  // Cut in large steps, so that a long output costs no more per chunk than a short one.
  const cut = output.length > 2 * terminalLimit;
  return {
    ...old,
    output: cut ? output.slice(-terminalLimit) : output,
    truncated: old.truncated || update.truncated === true || cut,
    ...(update.exit === undefined ? {} : { exit: update.exit }),
  };
}
