import { randomBytes } from 'node:crypto';
import { constants, copyFileSync, linkSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Where we put what we could not read, so that the product goes on and nobody's data is deleted. Names never collide; whoever calls
 * reports it to the person once.
 */
export interface SetAside {
  /** The file that had the trouble. */
  readonly path: string;
  /** Where its bytes are now. Absent when they could not be moved and stay where they were. */
  readonly keptAt?: string;
  /** In a person's words. */
  readonly reason: string;
}

export type OnSetAside = (report: SetAside) => void;

/** Moves a whole file (or what stands in its place) into the folder. */
export function moveAside(path: string, asideDir: string): string {
  const keptAt = placeFor(path, asideDir);
  renameSync(path, keptAt);
  return keptAt;
}

/** Keeps some bytes of a file that otherwise stays. */
export function keepAside(path: string, bytes: Uint8Array, asideDir: string): string {
  const keptAt = placeFor(path, asideDir);
  writeFileSync(keptAt, bytes, { flag: 'wx' });
  return keptAt;
}

/** Keeps a file that is about to be replaced: itself where the disk can, so that what somebody is still writing into it gets there too. */
export function keepReplaced(path: string, asideDir: string): string {
  const keptAt = placeFor(path, asideDir);
  try {
    linkSync(path, keptAt);
  } catch {
    // Not every disk knows a second name for a file. Whatever else is wrong, copying will say.
    copyFileSync(path, keptAt, constants.COPYFILE_EXCL);
  }
  return keptAt;
}

function placeFor(path: string, asideDir: string): string {
  mkdirSync(asideDir, { recursive: true });
  // The folder's name is the session's id, without which twenty files called `session.json` could not be told apart.
  return join(asideDir, `${basename(dirname(path))}.${basename(path)}.${randomBytes(6).toString('hex')}`);
}
