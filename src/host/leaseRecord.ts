import { statSync } from 'node:fs';
import { join } from 'node:path';
import { neverHeld, stateOf } from '../base/lease';
import type { Holder, Judge, Lease, Tenure, Wish } from '../base/lease';
import type { OnSetAside } from './aside';
import { JsonFile } from './jsonFile';
import { isProcessIdentity } from './processIdentity';

/** One lease as a file, `lease.json` in a session's folder, and as others see it. */
export function openLease(sessionDir: string, aside: { readonly asideDir: string; readonly onSetAside: OnSetAside }): JsonFile<Lease> {
  const path = join(sessionDir, 'lease.json');
  return JsonFile.open<Lease>(path, { parse: parseLease, fallback: () => neverHeld, sharing: 'shared', ...aside });
}

export type LeaseView = { readonly state: 'free' | 'mine' } | { readonly state: 'foreign'; readonly heldBy: Holder };

export function viewOf(lease: Lease, window: string, judge: Judge): LeaseView {
  const state = stateOf(lease, window, judge);
  return state === 'foreign' && lease.held ? { state, heldBy: lease.held.holder } : { state: state === 'mine' ? 'mine' : 'free' };
}

export function isSameView(one: LeaseView, other: LeaseView): boolean {
  return one.state === other.state && windowOf(one) === windowOf(other);
}

/** Changes whenever the file is written, because every write is a new file in its place. */
export function markOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.mtimeMs}` : '';
}

function windowOf(view: LeaseView): string | undefined {
  return view.state === 'foreign' ? view.heldBy.window : undefined;
}

function parseLease(raw: unknown): Lease {
  const { generation, held, wanted } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  if (!Number.isSafeInteger(generation) || (generation as number) < 0) {
    throw new Error('It is no lease: its generation should be a number.');
  }
  const tenure = parseTenure(held);
  const wished = parseWish(wanted);
  return { generation: generation as number, ...(tenure && { held: tenure }), ...(wished && { wanted: wished }) };
}

/** What names no holder that could be judged holds nothing. */
function parseTenure(raw: unknown): Tenure | undefined {
  const { holder, takenAt, beatAt } = (raw ?? {}) as Record<string, unknown>;
  return isHolder(holder) && typeof takenAt === 'number' && typeof beatAt === 'number' ? { holder, takenAt, beatAt } : undefined;
}

function parseWish(raw: unknown): Wish | undefined {
  const { by, at } = (raw ?? {}) as Record<string, unknown>;
  return isHolder(by) && typeof at === 'number' ? { by, at } : undefined;
}

function isHolder(raw: unknown): raw is Holder {
  const { window, machine } = (raw ?? {}) as Record<string, unknown>;
  return isProcessIdentity(raw) && typeof window === 'string' && typeof machine === 'string';
}
