import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How much a folder holds, with all that is in it; 0 where there is none. What goes meanwhile counts nothing, and links are not followed. */
export function folderBytes(dir: string): number {
  let bytes = 0;
  for (const name of namesIn(dir)) {
    const path = join(dir, name);
    const stat = lstatSync(path, { throwIfNoEntry: false });
    bytes += stat?.isDirectory() ? folderBytes(path) : (stat?.size ?? 0);
  }
  return bytes;
}

/** What is in a folder; nothing where it cannot be read. */
export function namesIn(dir: string): readonly string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}
