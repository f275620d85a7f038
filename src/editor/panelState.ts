/**
 * What a session's panel left behind for its next life, as the page stored it: which session it showed, and whether a prompt was
 * on its way that is not known to have arrived. It comes from outside and may be anything.
 */
export interface PanelState {
  readonly sessionId: string;
  readonly hasPrompt: boolean;
}

export function readPanelState(raw: unknown): PanelState | undefined {
  const { sessionId, outbox } = recordOf(raw);
  if (typeof sessionId !== 'string' || !/^[\w-]{8,64}$/.test(sessionId)) {
    return undefined;
  }
  return { sessionId, hasPrompt: Array.isArray(outbox) && outbox.length > 0 };
}

function recordOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
}
