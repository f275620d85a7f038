/**
 * Reads what came through `postMessage`. The host is ours and typed, so this looks only at the outline: enough to drop what is from
 * somebody else, or from a host of another version.
 */
import type { HostMessage } from '../chat/protocol';

export function readHostMessage(raw: unknown): HostMessage | undefined {
  if (!isRecord(raw)) {
    return undefined;
  }
  const fits: Record<HostMessage['kind'], boolean> = {
    snapshot: typeof raw.seq === 'number' && isRecord(raw.snapshot) && isRecord(raw.snapshot.head) && Array.isArray(raw.snapshot.items),
    delta: typeof raw.seq === 'number' && Array.isArray(raw.changes),
    ack: typeof raw.clientId === 'string',
    refused: typeof raw.clientId === 'string' && typeof raw.reason === 'string',
    focusComposer: true,
  };
  return Object.hasOwn(fits, String(raw.kind)) && fits[raw.kind as HostMessage['kind']] ? (raw as unknown as HostMessage) : undefined;
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null;
}
