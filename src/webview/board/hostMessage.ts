/** Reads what came through `postMessage`: enough to drop what is from somebody else, or from a host of another version. */
import type { BoardHostMessage } from '../../boardView/protocol';

export function readBoardHostMessage(raw: unknown): BoardHostMessage | undefined {
  if (!isRecord(raw)) {
    return undefined;
  }
  const { kind, seq, snapshot, cards, clientId, place } = raw;
  const fits: Record<BoardHostMessage['kind'], boolean> = {
    snapshot: typeof seq === 'number' && isRecord(snapshot) && isRecord(snapshot.frame) && Array.isArray(snapshot.cards),
    delta: typeof seq === 'number' && Array.isArray(cards),
    ack: typeof clientId === 'string' && typeof raw.taskId === 'string',
    refused: typeof clientId === 'string' && typeof raw.reason === 'string',
    show: isRecord(place) && typeof place.kind === 'string',
  };
  return Object.hasOwn(fits, String(kind)) && fits[kind as BoardHostMessage['kind']] ? (raw as unknown as BoardHostMessage) : undefined;
}

function isRecord(raw: unknown): raw is Record<string, unknown> {
  return typeof raw === 'object' && raw !== null;
}
