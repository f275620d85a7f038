/**
 * `session/request_permission`: an agent's question to the human, and the answer in the protocol's words. Whatever is not plainly one of
 * the offered options is `cancelled`: nothing that we do not understand approves anything.
 */
import type { AgentListener } from '../session/port';
import type { RequestPermissionParams, RequestPermissionResult } from '../wire/acpClient';
import { toToolPatch } from './updates';

export async function askPermission(
  { toolCall, options }: RequestPermissionParams,
  listener: AgentListener,
  signal: AbortSignal,
): Promise<RequestPermissionResult> {
  if (options.length === 0 || signal.aborted) {
    // A card without a button could only be left by stopping the turn.
    return { outcome: { outcome: 'cancelled' } };
  }
  const question = {
    tool: toToolPatch(toolCall),
    options: options.map(({ optionId, name, kind }) => ({ id: optionId, name, kind })),
  };
  const answer = await listener.ask(question, signal);
  const isOffered = answer.kind === 'selected' && options.some(({ optionId }) => optionId === answer.optionId);
  return { outcome: isOffered ? { outcome: 'selected', optionId: answer.optionId } : { outcome: 'cancelled' } };
}
