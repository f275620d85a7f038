/**
 * What a session's panel left behind for its next life, as the page stored it: which session it showed, and whether something was typed
 * there that is not known to be sent. It comes from outside and may be anything.
 */
export interface PanelState {
  readonly sessionId: string;
  readonly hasText: boolean;
}

export function readPanelState(raw: unknown): PanelState | undefined {
  const { sessionId, drafts, outbox } = recordOf(raw);
  if (typeof sessionId !== 'string' || !/^[\w-]{8,64}$/.test(sessionId)) {
    return undefined;
  }
  const draft = new Map(Object.entries(recordOf(drafts))).get(sessionId);
  return { sessionId, hasText: (typeof draft === 'string' && draft !== '') || (Array.isArray(outbox) && outbox.length > 0) };
}

function recordOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
}
