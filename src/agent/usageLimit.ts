/**
 * When a usage limit is reset, read from the error that an agent answered with: from fields that name a time or a wait, else from the one
 * text form that cannot be misread. Absent where the error is of no limit, or its time is not beyond doubt: "resets 6pm" does not say where.
 */
import type { RpcError } from '../wire/peer';

/** Wall milliseconds. */
export function usageLimitReset({ message, data }: RpcError, now: number): number | undefined {
  const whole = `${message} ${written(data)}`;
  if (!/limit|quota|too many requests|\b429\b/i.test(whole)) {
    return undefined;
  }
  const said = /limit reached\|(\d{10}(?:\d{3})?)\b/i.exec(whole)?.[1];
  const at = search(data, now, 0) ?? search(parsed(message), now, 0) ?? (said === undefined ? undefined : sinceEpoch(Number(said)));
  return at !== undefined && at > now && at - now <= longestMs ? at : undefined;
}

/** Limits are of hours and weeks; what lies further ahead is no reset. */
const longestMs = 31 * 86_400_000;
const deepest = 5;

type ReadTime = (value: number, now: number) => number;

const fields: Readonly<Record<string, ReadTime>> = {
  resetsat: sinceEpoch,
  resetat: sinceEpoch,
  resettime: sinceEpoch,
  retryafterms: (ms, now) => now + ms,
  resetsinms: (ms, now) => now + ms,
  retryafter: (seconds, now) => now + seconds * 1_000,
  retryafterseconds: (seconds, now) => now + seconds * 1_000,
  resetsinseconds: (seconds, now) => now + seconds * 1_000,
};

/** Agents wrap what their model's server said into objects of their own, and sometimes into text. */
function search(value: unknown, now: number, depth: number): number | undefined {
  const inside = typeof value === 'string' ? parsed(value) : value;
  if (typeof inside !== 'object' || inside === null || depth > deepest) {
    return undefined;
  }
  const entries = Object.entries(inside).slice(0, 50);
  for (const [name, field] of entries) {
    const key = name.toLowerCase().replace(/[-_]/g, '');
    const read = Object.hasOwn(fields, key) ? fields[key] : undefined;
    const at = read && timeIn(field, read, now);
    if (at !== undefined) {
      return at;
    }
  }
  for (const [, field] of entries) {
    const at = search(field, now, depth + 1);
    if (at !== undefined) {
      return at;
    }
  }
  return undefined;
}

function timeIn(field: unknown, read: ReadTime, now: number): number | undefined {
  if (typeof field === 'string' && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(field)) {
    const at = Date.parse(field);
    return Number.isNaN(at) ? undefined : at;
  }
  const value = typeof field === 'string' && /^\d+(\.\d+)?$/.test(field) ? Number(field) : field;
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(read(value, now)) : undefined;
}

/** Seconds, or milliseconds where seconds would be in a far future. */
function sinceEpoch(value: number): number {
  return value < 1e11 ? value * 1_000 : value;
}

function written(data: unknown): string {
  return (typeof data === 'string' ? data : (JSON.stringify(data) ?? '')).slice(0, 20_000);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
