import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DiskFault } from './diskFault';
import { folderBytes } from './folderBytes';
import type { StateRoot } from './stateRoot';

/**
 * What the built-in agent keeps of its sessions, a folder each: how much, and its end. Its own process writes there and is asked to delete
 * first, where it runs; this is for when it does not. What is in the folders is the agent's affair.
 */
export class BuiltinFiles {
  readonly path: string;

  constructor(root: StateRoot) {
    this.path = join(root.path, 'builtin');
  }

  bytes(agentSessionId: string): number {
    const dir = this.#dir(agentSessionId);
    return dir === undefined ? 0 : folderBytes(dir);
  }

  remove(agentSessionId: string): void {
    const dir = this.#dir(agentSessionId);
    try {
      if (dir !== undefined) {
        rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
      }
    } catch (error) {
      throw new DiskFault('What the built-in agent kept of a session could not be removed', dir ?? this.path, error);
    }
  }

  /** The id comes from a file and becomes a folder's name. */
  #dir(agentSessionId: string): string | undefined {
    return /^[\w-]{1,64}$/.test(agentSessionId) ? join(this.path, agentSessionId) : undefined;
  }
}
