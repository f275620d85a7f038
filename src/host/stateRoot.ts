import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { OnSetAside } from './aside';
import { DiskFault } from './diskFault';
import { JsonFile } from './jsonFile';

/**
 * Where the state of this workspace stands: the same folder for all of its windows, in whatever order they open. The editor may give the
 * second window of a folder a storage of its own (`…/workspaceStorage/<id>-1/<extension>`), so the number comes off again, and a small file
 * in the folder, `root.json`, says whose it is. Where it names another workspace (an id that really ends in a number), we live in a folder
 * within it that is named after ours. With no folder open, the state is the global storage's.
 */
export interface StateRoot {
  readonly path: string;
  readonly sessionsDir: string;
  readonly processesDir: string;
  readonly asideDir: string;
  /** Where agents work when no folder is open: within their reach is then nothing of ours, and nothing of the person's. It exists. */
  readonly scratchDir: string;
}

export interface StoragePlaces {
  /** `…/workspaceStorage/<id>/<extension>`; absent when no folder is open. */
  readonly storagePath?: string;
  readonly globalStoragePath: string;
  /** What tells this workspace from others: the URI of its file when it has one, else of its folders. */
  readonly workspace: readonly string[];
  readonly onSetAside?: OnSetAside;
}

export function openStateRoot(places: StoragePlaces): StateRoot {
  if (places.storagePath === undefined) {
    return rootAt(places.globalStoragePath);
  }
  const common = withoutWindowNumber(places.storagePath);
  return isOurs(common, places) ? rootAt(common) : rootAt(join(common, `workspace-${fingerprint(places.workspace)}`));
}

/** Whose folder it is. An empty list: nobody has said yet. */
interface Owner {
  readonly workspace: readonly string[];
}

function withoutWindowNumber(storagePath: string): string {
  const workspaceDir = dirname(storagePath);
  // At least one character before the dash: ids are hexadecimal numbers with a sign, such as `-12345678`. And as often as there is one,
  // so that an id that ends in a number by itself gives all of its windows the same answer as well.
  const id = basename(workspaceDir).replace(/^(.+?)(-\d+)+$/, '$1');
  return join(dirname(workspaceDir), id, basename(storagePath));
}

/** Whoever comes first says whose the folder is, under a lock; everyone after finds the same answer. */
function isOurs(path: string, { workspace, onSetAside }: StoragePlaces): boolean {
  const file = JsonFile.open<Owner>(join(path, 'root.json'), {
    parse: parseOwner,
    fallback: () => ({ workspace: [] }),
    sharing: 'shared',
    asideDir: join(path, 'aside'),
    ...(onSetAside && { onSetAside }),
  });
  if (sameList(file.read().workspace, workspace)) {
    return true;
  }
  // Folders come and go in a workspace, so one in common is enough, and the file follows.
  const owner = file.update((current) =>
    workspace.length > 0 && (current.workspace.length === 0 || current.workspace.some((uri) => workspace.includes(uri)))
      ? { workspace }
      : current,
  );
  return workspace.length === 0 || sameList(owner.workspace, workspace);
}

function parseOwner(raw: unknown): Owner {
  if (typeof raw === 'object' && raw !== null && 'workspace' in raw && Array.isArray(raw.workspace)) {
    return { workspace: raw.workspace.filter((uri) => typeof uri === 'string') };
  }
  throw new Error('It does not say whose state this is.');
}

function rootAt(path: string): StateRoot {
  const scratchDir = join(path, 'scratch');
  try {
    mkdirSync(scratchDir, { recursive: true });
  } catch (error) {
    throw new DiskFault('The folder for the state of this workspace could not be made', path, error);
  }
  return {
    path,
    sessionsDir: join(path, 'sessions'),
    processesDir: join(path, 'processes'),
    asideDir: join(path, 'aside'),
    scratchDir,
  };
}

function fingerprint(workspace: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify([...workspace].sort())).digest('hex').slice(0, 16);
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((uri) => other.includes(uri));
}
