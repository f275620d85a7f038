/** What the bridge and the board's door say to each other, a line of JSON each: who it is, then calls and their answers. */

/** How the bridge is told where the door is and what opens it. */
export const doorVariable = 'HOLDFAST_BOARD_DOOR';
export const tokenVariable = 'HOLDFAST_BOARD_TOKEN';

export type FromBridge =
  | { readonly kind: 'hello'; readonly token: string }
  | { readonly kind: 'call'; readonly id: number; readonly tool: string; readonly given: unknown };

export type ToBridge =
  | { readonly kind: 'welcome' }
  /** And then the connection ends. */
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'answer'; readonly id: number; readonly text: string; readonly isError: boolean };

/** The longest text that a tool takes, with everything in it escaped. */
export const lineLimitBytes = 1024 * 1024;

export function lineOf(message: FromBridge | ToBridge): string {
  return `${JSON.stringify(message)}\n`;
}

/** Undefined where it is none, or none that we know. */
export function readFromBridge(line: string): FromBridge | undefined {
  const { kind, token, id, tool, given } = readRecord(line);
  if (kind === 'hello' && typeof token === 'string') {
    return { kind, token };
  }
  return kind === 'call' && typeof id === 'number' && typeof tool === 'string' ? { kind, id, tool, given } : undefined;
}

export function readToBridge(line: string): ToBridge | undefined {
  const { kind, text, id, isError } = readRecord(line);
  if (kind === 'welcome') {
    return { kind };
  }
  if (kind === 'refused' && typeof text === 'string') {
    return { kind, text };
  }
  return kind === 'answer' && typeof id === 'number' && typeof text === 'string' ? { kind, id, text, isError: isError === true } : undefined;
}

function readRecord(line: string): Record<string, unknown> {
  try {
    return (JSON.parse(line) ?? {}) as Record<string, unknown>;
  } catch {
    // Whatever comes through a socket, a line is either ours or it is not.
    return {};
  }
}
