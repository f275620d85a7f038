/** The useful words in an error that an agent answered with. Agents say "Internal error" and put what happened into `data`. */
import type { RpcError } from '../wire/peer';
import { redact } from './redact';

export function rpcFailure(error: RpcError): {
  readonly kind: 'rpc';
  readonly code: number;
  readonly message: string;
  readonly detail?: string;
} {
  const detail = detailOf(error.data);
  const message = cut(detailOf(parsed(error.message)) ?? error.message);
  return { kind: 'rpc', code: error.code, message, ...(detail !== undefined && detail !== message && { detail }) };
}

function detailOf(data: unknown): string | undefined {
  if (typeof data === 'string') {
    return data.trim() === '' ? undefined : (detailOf(parsed(data)) ?? cut(data));
  }
  if (typeof data !== 'object' || data === null) {
    return undefined;
  }
  const fields = data as Readonly<Record<string, unknown>>;
  for (const name of ['details', 'message', 'detail', 'error', 'reason', 'cause']) {
    const found = detailOf(fields[name]);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** Model servers answer JSON, and agents pass it on as text. */
function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

function cut(text: string): string {
  const limitChars = 2000;
  const redacted = redact(text.trim());
  return redacted.length > limitChars ? `${redacted.slice(0, limitChars)}…` : redacted;
}
