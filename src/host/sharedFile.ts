import { join } from 'node:path';
import { JsonFile, type JsonFileOptions } from './jsonFile';
import type { StateRoot } from './stateRoot';

/** A small record that all windows of a workspace share, directly below its root. */
export function sharedFile<T extends object>(root: StateRoot, name: string, options: Omit<JsonFileOptions<T>, 'sharing' | 'asideDir'>): JsonFile<T> {
  return JsonFile.open<T>(join(root.path, name), { ...options, sharing: 'shared', asideDir: root.asideDir });
}
