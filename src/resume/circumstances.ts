import type { Workspace } from '../port';
import type { SessionRecord } from '../session/port';
import type { Circumstances } from './verdict';

/** What is true around a session now: whether what was interrupted in it can go on here. Of one that is not known, only what holds anyway. */
export function circumstancesOf(
  session: Pick<SessionRecord, 'agent' | 'cwd'> | undefined,
  around: {
    readonly workspace: Pick<Workspace, 'folders' | 'trusted'>;
    readonly agents: readonly { readonly id: string }[];
    readonly watched: boolean;
  },
): Circumstances {
  const folders = around.workspace.folders();
  return {
    trusted: around.workspace.trusted(),
    folder: session === undefined || folders.length === 0 || folders.some((folder) => session.cwd === folder) ? 'open' : 'closed',
    agent: session === undefined || around.agents.some(({ id }) => id === session.agent) ? 'there' : 'missing',
    watched: around.watched,
  };
}
