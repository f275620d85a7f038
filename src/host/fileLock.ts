import { createHash } from 'node:crypto';
import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, readlinkSync, symlinkSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { DiskFault, errorCode } from './diskFault';
import { livenessOf, ownIdentity, startToken } from './processIdentity';
import type { Liveness } from './processIdentity';

/**
 * A lock between the windows that share a small file, for the millisecond that reading, changing and writing it takes. It is synchronous,
 * because what it protects is, and it always ends: a holder that is proven dead loses it at once, one that cannot be judged (another
 * machine) after a while, and who waits too long is told. It is no lease: nothing that takes longer may be held by it.
 */
export function underLock<T>(path: string, run: () => T, waitMs = 2000): T {
  const giveUpAt = performance.now() + waitMs;
  mkdirSync(dirname(path), { recursive: true });
  while (!tryTake(path)) {
    if (!breakStale(path)) {
      if (performance.now() > giveUpAt) {
        throw new DiskFault('Another window is holding a file for too long', path, new Error(`no lock after ${waitMs} ms`));
      }
      // Not the same for everyone, so that two who wait do not wake in step for ever.
      Atomics.wait(sleeper, 0, 0, 1 + Math.random() * 4);
    }
  }
  return releasing(path, run);
}

/** The same without any wait. Throws where the disk refuses, as the other does. */
export function tryUnderLock<T>(path: string, run: () => T): { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' } {
  mkdirSync(dirname(path), { recursive: true });
  return tryTake(path) || (breakStale(path) && tryTake(path)) ? { kind: 'done', value: releasing(path, run) } : { kind: 'busy' };
}

export interface LockHolder {
  readonly pid: number;
  readonly startToken?: string;
  readonly host: string;
}

/** What a lock says of its holder: short, since a link to a long name costs ten times as much. */
export function lockText({ pid, startToken, host }: LockHolder): string {
  return [pid, digest(host), ...(startToken === undefined ? [] : [digest(startToken)])].join('.');
}

/** Long past any honest use: a holder that we cannot judge has surely gone. */
const unprovableAfterMs = 30_000;
/** A lock that names nobody: its maker died between creating and writing it, which takes microseconds. */
const unwrittenAfterMs = 2000;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function releasing<T>(path: string, run: () => T): T {
  try {
    return run();
  } finally {
    remove(path);
  }
}

function tryTake(path: string): boolean {
  try {
    make(path, lockText({ ...ownIdentity(), host: hostname() }));
    return true;
  } catch (error) {
    // Windows says EPERM or EACCES of a file that is just being removed; a real refusal ends with the bounded wait of the caller.
    if (errorCode(error) === 'EEXIST' || (process.platform === 'win32' && ['EPERM', 'EACCES'].includes(errorCode(error) ?? ''))) {
      return false;
    }
    throw new DiskFault('A file could not be locked', path, error);
  }
}

/**
 * A link that leads nowhere and whose target is the holder: it is there with its holder's name or not at all, so that one who is killed
 * while taking it holds nobody up. Where links need a privilege (Windows, some foreign disks), it is a file.
 */
function make(path: string, holder: string): void {
  if (process.platform !== 'win32') {
    try {
      return symlinkSync(holder, path);
    } catch (error) {
      if (errorCode(error) === 'EEXIST') {
        throw error;
      }
    }
  }
  const fd = openSync(path, 'wx');
  try {
    writeSync(fd, holder);
  } catch (error) {
    remove(path);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * Removes the lock of a dead holder; says whether it is worth trying again at once. Only one window at a time may judge and remove, under
 * a second file: otherwise the slower of two would remove the lock that the faster has taken meanwhile.
 */
function breakStale(path: string): boolean {
  if (!isStale(path)) {
    return false;
  }
  const breaker = `${path}.break`;
  if (!tryTake(breaker)) {
    if (isStale(breaker)) {
      remove(breaker);
    }
    return false;
  }
  try {
    if (isStale(path)) {
      remove(path);
    }
    return true;
  } finally {
    remove(breaker);
  }
}

function isStale(path: string): boolean {
  let text: string;
  let ageMs: number;
  try {
    const { mtimeMs } = lstatSync(path);
    text = read(path);
    ageMs = Date.now() - mtimeMs;
  } catch {
    // Released just now.
    return false;
  }
  const [, pid, host, token] = /^(\d+)\.([\w-]+)(?:\.([\w-]+))?$/.exec(text) ?? [];
  if (pid === undefined) {
    return ageMs > unwrittenAfterMs;
  }
  const liveness = host === digest(hostname()) ? livenessOfHolder(Number(pid), token) : 'unknown';
  return liveness === 'dead' || (liveness === 'unknown' && ageMs > unprovableAfterMs);
}

function livenessOfHolder(pid: number, token: string | undefined): Liveness {
  const actual = startToken(pid);
  const isSame = actual !== undefined && digest(actual) === token;
  return livenessOf({ pid, ...(token !== undefined && { startToken: isSame ? actual : token }) });
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

function read(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // EINVAL: it is no link. Whatever else is wrong, reading will say.
    return readFileSync(path, 'utf8');
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Gone already. One that will not go is stale as soon as we are.
  }
}
