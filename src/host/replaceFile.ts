import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryFor } from './temporaries';

/**
 * A file is what it was until the moment in which it is what it shall be, whenever we are killed. `beforeReplacing` runs when the new one
 * is complete and on the disk itself, which costs its time; without it the power going may take the change.
 */
export function replaceFile(path: string, text: string, beforeReplacing?: () => void): void {
  const temporary = temporaryFor(path);
  mkdirSync(dirname(path), { recursive: true });
  try {
    const fd = openSync(temporary, 'w');
    try {
      writeFileSync(fd, text);
      if (beforeReplacing) {
        fsyncSync(fd);
      }
    } finally {
      closeSync(fd);
    }
    beforeReplacing?.();
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
