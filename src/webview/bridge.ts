/** The one door to VS Code's webview API: typed messages out, and the small state that survives the view's lives. */
import type { ViewMessage } from '../chat/protocol';
import type { OutboxEntry } from './outbox';

/** What the view keeps for itself, so that no prompt depends on the host having heard of it. VS Code stores it late: drafts are the host's. */
export interface ViewState {
  /** The session that is shown; the host reads it when it brings a panel back after a reload. */
  readonly sessionId?: string;
  readonly outbox: readonly OutboxEntry[];
}

export interface Bridge {
  post(message: ViewMessage): void;
  load(): ViewState;
  save(change: Partial<ViewState>): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

export function openBridge(): Bridge {
  const api = acquireVsCodeApi();
  let state = readState(api.getState());
  return {
    post: (message) => api.postMessage(message),
    load: () => state,
    save: (change) => {
      state = { ...state, ...change };
      api.setState(state);
    },
  };
}

/** State of another version, or none, is an empty one: a prompt is worth keeping only if it is one. */
export function readState(raw: unknown): ViewState {
  const state: { sessionId?: unknown; outbox?: unknown } = typeof raw === 'object' && raw !== null ? raw : {};
  const { sessionId, outbox } = state;
  return {
    ...(typeof sessionId === 'string' ? { sessionId } : {}),
    outbox: Array.isArray(outbox) ? outbox.filter(isEntry) : [],
  };
}

function isEntry(raw: unknown): raw is OutboxEntry {
  const entry = raw as Partial<Record<keyof OutboxEntry, unknown>> | null | undefined;
  return typeof entry?.clientId === 'string' && typeof entry.sessionId === 'string' && typeof entry.text === 'string';
}
