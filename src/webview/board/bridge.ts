/** The board's door to VS Code's webview API: typed messages out, and the small state that survives the page's lives. */
import type { BoardViewMessage } from '../../boardView/protocol';
import type { FormState } from './forms';

export interface BoardPageState {
  /** The card that is open. */
  readonly taskId?: string;
  readonly archived: 'shown' | 'hidden';
  /** What is typed and not saved. */
  readonly forms: readonly FormState[];
}

export interface BoardBridge {
  post(message: BoardViewMessage): void;
  load(): BoardPageState;
  save(state: BoardPageState): void;
}

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

export function openBoardBridge(): BoardBridge {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    load: () => readState(api.getState()),
    save: (state) => api.setState(state),
  };
}

/** State of another version, or none, is an empty one. */
export function readState(raw: unknown): BoardPageState {
  const { taskId, forms, archived } = recordOf(raw);
  return {
    ...(typeof taskId === 'string' ? { taskId } : {}),
    archived: archived === 'shown' ? 'shown' : 'hidden',
    forms: Array.isArray(forms) ? forms.filter(isForm) : [],
  };
}

function isForm(raw: unknown): raw is FormState {
  const { kind, taskId, title, text, agent, priority, clientId } = recordOf(raw);
  const texts = [taskId, title, text, agent, clientId];
  return (kind === 'new' || kind === 'edit' || kind === 'comment') && texts.every((each) => typeof each === 'string') && Number.isInteger(priority);
}

function recordOf(raw: unknown): Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
}
