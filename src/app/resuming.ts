/**
 * What was interrupted in this workspace and whether it may go on in this window, built together: the ledger on the disk, the leases that
 * say which window has a session, what is true around it, and the one notice of a start.
 */
import { nanoid } from 'nanoid';
import { builtinCommand } from '../agent/builtinTask';
import type { AgentCatalog } from '../agent/catalog';
import type { Clock } from '../base/clock';
import type { Presenters } from '../chat/presenters';
import type { LeaseFiles } from '../host/leaseFile';
import type { WorkspaceDisk } from '../host/workspaceDisk';
import type { Editor } from '../port';
import { circumstancesOf } from '../resume/circumstances';
import { Interruptions } from '../resume/interruptions';
import { ResumeLedger } from '../resume/ledger';
import { StartNotice } from '../resume/startNotice';
import type { Sessions } from '../session/sessions';

export interface ResumingParts {
  /** This window's name. */
  readonly window: string;
  readonly editor: Pick<Editor, 'log' | 'settings' | 'workspace'>;
  readonly clock: Clock;
  readonly disk: WorkspaceDisk;
  readonly leases: LeaseFiles;
  readonly agents: Pick<AgentCatalog, 'choices' | 'isOurs'>;
  /** They are built later than this, and asked when something is looked at. */
  readonly sessions: () => Pick<Sessions, 'find' | 'record'>;
  readonly presenters: () => Pick<Presenters, 'isShowing'>;
}

export interface Resuming {
  readonly interruptions: Interruptions;
  readonly startNotice: StartNotice;
}

export function openResuming({ window, editor, clock, disk, leases, agents, sessions, presenters }: ResumingParts): Resuming {
  const { log, settings, workspace } = editor;
  const ledger = new ResumeLedger({
    store: disk.pending,
    leases,
    clock,
    window,
    policy: () => settings().resume,
    circumstances: (sessionId) =>
      circumstancesOf(sessions().record(sessionId), { workspace, agents: agents.choices(), watched: presenters().isShowing(sessionId) }),
    onError: disk.onError,
  });
  const interruptions = new Interruptions({
    ledger,
    clock,
    newId: nanoid,
    find: (sessionId) => sessions().find(sessionId),
    commandOf: (agent, asked) => (agents.isOurs(agent) ? builtinCommand({ title: '', prompt: asked }) : undefined),
    onError: (error) => log.warn(`What to say of interrupted work failed: ${String(error)}`),
  });
  return { interruptions, startNotice: new StartNotice(interruptions, disk.told, clock, log) };
}
