/** How the agents of workers come to the board of this window: the bridge that ships with us, a door on this machine, the workspace's files. */
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import type { Clock } from '../base/clock';
import type { BoardStore } from '../board/port';
import { childEnvironment } from '../host/environment';
import { findInside } from '../host/fence';
import { LocalSocket } from '../host/localSocket';
import { BoardAccess } from '../mcp/access';
import type { Editor } from '../port';

export interface BoardAccessParts {
  readonly editor: Pick<Editor, 'extensionPath' | 'log' | 'workspace'>;
  readonly clock: Clock;
  readonly store: BoardStore;
  readonly claimTtlMs: () => number;
  /** Where agents work. */
  readonly cwd: () => string;
}

export function openBoardAccess({ editor, clock, store, claimTtlMs, cwd }: BoardAccessParts): BoardAccess {
  const onError = (error: unknown): void => editor.log.warn(`A worker could not reach the task board: ${String(error)}`);
  return new BoardAccess({
    clock,
    onError,
    bridge: {
      command: process.execPath,
      script: join(editor.extensionPath, 'dist', 'mcpBridge.js'),
      // The agent adds its own; on the desktop the program is the editor's, which is then to be Node.
      environment: childEnvironment({ kind: 'own', inherited: {} }),
    },
    openSocket: (onConnection) => LocalSocket.open(onConnection, onError),
    tools: {
      store,
      newTaskId: nanoid,
      claimTtlMs,
      doneGoesTo: () => 'done',
      fileInWorkspace: (path) => findInside(path, [cwd(), ...editor.workspace.folders()]),
    },
  });
}
