import { closeSync, lstatSync, mkdirSync, openSync, readFileSync, readlinkSync, symlinkSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { DiskFault, errorCode } from './diskFault';
import { livenessOfStamp, ownStamp } from './processStamp';

/**
 * A lock between the windows that share a small file, for the millisecond that reading, changing and writing it takes. It is synchronous,
 * because what it protects is, and it always ends: a holder that is proven dead loses it at once, one that cannot be judged (another
 * machine) after a while, and who waits too long is told. It is no lease: nothing that takes longer may be held by it.
 *
 * Whoever has waited once stands in front: nobody takes the lock past them, so that a window that saves all the time lets the others have
 * their turn between two saves.
 *
 * Waiting stops the whole process, so one that is about to end can say how much of it there may be in all.
 */
export function underLock<T>(path: string, run: () => T, waitMs = 2000): T {
  mkdirSync(dirname(path), { recursive: true });
  if (existsAtAll(frontOf(path)) || !tryTake(path)) {
    waitFor(path, waitMs);
  }
  return releasing(path, run);
}

/** The same without any wait. Throws where the disk refuses, as the other does. */
export function tryUnderLock<T>(path: string, run: () => T): { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' } {
  mkdirSync(dirname(path), { recursive: true });
  const front = frontOf(path);
  if (existsAtAll(front) && !breakStale(front)) {
    return { kind: 'busy' };
  }
  return tryTake(path) || (breakStale(path) && tryTake(path)) ? { kind: 'done', value: releasing(path, run) } : { kind: 'busy' };
}

/**
 * From now on this process waits for locks no longer than so much in all, and for each no longer than half of what is left, so that one
 * that is stuck does not take the time of all others.
 */
export function limitLockWaits(allMs: number): LockWaits {
  const waits: LockWaits = {
    leftMs: allMs,
    unlimit: () => {
      patience = patience === waits ? undefined : patience;
    },
  };
  patience = waits;
  return waits;
}

export interface LockWaits {
  leftMs: number;
  unlimit(): void;
}

let patience: LockWaits | undefined;

/** Long past any honest use: a holder that we cannot judge has surely gone. */
const unprovableAfterMs = 30_000;
/** A lock that names nobody: its maker died between creating and writing it, which takes microseconds. */
const unwrittenAfterMs = 2000;
/** A computer that slept, or had no time for us, has not waited: we have to have looked as often as that, too. */
const leastLooks = 50;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

function releasing<T>(path: string, run: () => T): T {
  try {
    return run();
  } finally {
    remove(path);
  }
}

/** First for the place in front, where only one can stand, then for the lock itself. */
function waitFor(path: string, usualMs: number): void {
  const front = frontOf(path);
  const limited = patience;
  const waitMs = limited ? Math.min(usualMs, limited.leftMs / 2) : usualMs;
  const startedAt = performance.now();
  let isInFront = false;
  try {
    for (let looks = 0; ; looks += 1) {
      const waitedMs = performance.now() - startedAt;
      isInFront ||= tryTake(front);
      // Whoever stands in front and does not move is no longer waited for.
      const isOurTurn = isInFront || waitedMs > waitMs / 2;
      if (isOurTurn && tryTake(path)) {
        return;
      }
      if (!breakStale(isOurTurn ? path : front)) {
        if (waitedMs > waitMs && (limited || looks >= leastLooks)) {
          throw new DiskFault('Another window is holding a file for too long', path, new Error(`no lock after ${Math.round(waitMs)} ms`));
        }
        // Not the same for everyone, so that two who wait do not wake in step for ever.
        Atomics.wait(sleeper, 0, 0, isInFront ? Math.min(5, 0.2 + looks / 20) : 1 + Math.random() * 4);
      }
    }
  } finally {
    if (limited) {
      limited.leftMs = Math.max(0, limited.leftMs - (performance.now() - startedAt));
    }
    if (isInFront) {
      remove(front);
    }
  }
}

function frontOf(path: string): string {
  return `${path}.front`;
}

function tryTake(path: string): boolean {
  try {
    make(path, ownStamp());
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
 * Removes the lock of a dead holder; says whether it is worth trying again at once. Only one window at a time may do so, under a second
 * lock that is named after the dead one, and that one is read again behind it: otherwise the slower of two would remove what the faster
 * has taken meanwhile. The second lock of one who died with it is broken in the same way.
 */
function breakStale(path: string): boolean {
  const dead = deadHolder(path);
  if (dead === undefined) {
    return false;
  }
  const breaker = `${path}.break.${dead}`;
  if (!tryTake(breaker)) {
    breakStale(breaker);
    return false;
  }
  try {
    if (deadHolder(path) === dead) {
      remove(path);
    }
    return true;
  } finally {
    remove(breaker);
  }
}

/** Undefined where the lock is free, or its holder may live. */
function deadHolder(path: string): string | undefined {
  let text: string;
  let ageMs: number;
  try {
    const { mtimeMs } = lstatSync(path);
    text = read(path);
    ageMs = Date.now() - mtimeMs;
  } catch {
    // Released just now.
    return undefined;
  }
  const liveness = livenessOfStamp(text);
  if (liveness === undefined) {
    return ageMs > unwrittenAfterMs ? 'nobody' : undefined;
  }
  return liveness === 'dead' || (liveness === 'unknown' && ageMs > unprovableAfterMs) ? text : undefined;
}

function existsAtAll(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
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
