/**
 * The task board of this window, built together: its log on the disk, its workers as sessions, the dispatcher with its lease, and what a
 * person may have done. Nothing runs before it is started, and then nothing is started by itself unless the settings say so.
 */
import { nanoid } from 'nanoid';
import { builtinCommand } from '../agent/builtinTask';
import type { AgentCatalog } from '../agent/catalog';
import type { ToolServers } from '../agent/toolServer';
import type { Clock } from '../base/clock';
import { ClaimCare } from '../board/claimCare';
import { Dispatcher } from '../board/dispatcher';
import type { DispatchCircumstances } from '../board/dispatchPort';
import { OpenBoard } from '../board/openBoard';
import { SharedBoard } from '../board/sharedBoard';
import { Starter } from '../board/starter';
import { SteadyTime } from '../board/steadyTime';
import type { Task } from '../board/task';
import type { TaskBoard } from '../board/taskBoard';
import { sayOutcome } from '../chat/endWords';
import { BoardFile } from '../host/boardFile';
import { DispatchLeaseFile } from '../host/dispatchLease';
import type { LeaseFiles } from '../host/leaseFile';
import { OtherWindows } from '../host/otherWindows';
import { sessionLeases } from '../host/sessionLeases';
import type { Strays } from '../host/strays';
import type { WorkspaceDisk } from '../host/workspaceDisk';
import type { Editor } from '../port';
import type { Sessions } from '../session/sessions';
import { SessionWorkers } from '../worker/workers';
import { openBoardAccess } from './openBoardAccess';

export interface TaskBoardParts {
  /** This window's name. */
  readonly window: string;
  readonly editor: Pick<Editor, 'extensionPath' | 'log' | 'settings' | 'translate' | 'workspace'>;
  readonly clock: Clock;
  readonly disk: Pick<WorkspaceDisk, 'root' | 'onSetAside' | 'onError'>;
  readonly leases: LeaseFiles;
  readonly strays: Strays;
  readonly agents: Pick<AgentCatalog, 'choices' | 'isOurs'>;
  readonly sessions: Sessions;
  /** Where agents work. */
  readonly cwd: () => string;
}

export interface OpenedTaskBoard {
  readonly board: TaskBoard;
  readonly workers: Pick<SessionWorkers, 'handOver'>;
  /** The board's tools, for the agent of a session that works on a task. */
  readonly toolServers: ToolServers;
  /** From now on claims are looked after, and what is ready is started where the settings say so. */
  start(): void;
  settingsChanged(): void;
  /** Synchronous. Claims stay as they are: other windows see that this one has gone. */
  close(): void;
}

export function openTaskBoard(parts: TaskBoardParts): OpenedTaskBoard {
  const { window, editor, clock, disk, leases, strays, agents, sessions, cwd } = parts;
  const { log, workspace } = editor;
  const settings = (): ReturnType<Editor['settings']>['board'] => editor.settings().board;
  const file = new BoardFile(disk.root, { clock, onSetAside: disk.onSetAside });
  const store = new SharedBoard(file, { clock, onError: disk.onError, onMended: (report) => disk.onSetAside({ path: file.path, ...report }) });
  const lease = new DispatchLeaseFile(disk.root, window, { clock, onSetAside: disk.onSetAside, onError: disk.onError });
  const agentName = (agent: string): string => agents.choices().find(({ id }) => id === agent)?.name ?? agent;
  const agentOf = ({ agent = editor.settings().defaultAgent }: Pick<Task, 'agent'>): string => agent;
  const circumstances: DispatchCircumstances = {
    self: leases.self,
    trusted: () => workspace.trusted(),
    agentOf,
    agentFor: (task) => {
      const agent = agentOf(task);
      return !agents.choices().some(({ id }) => id === agent) ? 'missing' : agents.isOurs(agent) && builtinCommand(task) === undefined ? 'cannot' : 'there';
    },
  };
  const access = openBoardAccess({ editor, clock, store, cwd, claimTtlMs: () => settings().claimTtlMs });
  const workers = new SessionWorkers({
    ...{ window, clock, sessions, store, settings, log },
    tools: (runId) => (access.hasCome(runId) ? 'connected' : 'never'),
    windows: new OtherWindows(strays),
    leases: sessionLeases(leases),
    sayOutcome: (outcome, agent) => sayOutcome(outcome, agentName(agent), (text, ...args) => editor.translate(text, ...args)),
    commandOf: (task) => (agents.isOurs(agentOf(task)) ? builtinCommand(task) : undefined),
    onDidChange: () => board.touch(),
  });
  const starter = new Starter({ store, workers, settings, circumstances, newRunId: () => nanoid() });
  const steady = new SteadyTime(clock);
  const claims = new ClaimCare({ store, workers, clock, steady, settings, circumstances, log });
  const dispatcher = new Dispatcher({ store, workers, starter, claims, steady, lease, clock, settings, circumstances, log });
  const diagnosing = (): ReturnType<ConstructorParameters<typeof OpenBoard>[0]['diagnosing']> => {
    const { failureLimit, blockCycleThreshold: cycleThreshold, blockCycleWindowMs: cycleWindowMs } = settings();
    return { failureLimit, cycleThreshold, cycleWindowMs };
  };
  const board = new OpenBoard({ store, dispatcher, claims, workers, starter, circumstances, diagnosing, clock, log });
  return {
    board,
    workers,
    toolServers: (sessionId) => access.serversFor(sessionId),
    start: () => dispatcher.start(),
    settingsChanged: () => {
      board.touch();
      dispatcher.soon();
    },
    close: () => {
      dispatcher.close();
      workers.close();
      access.close();
      store.close();
      lease.close();
    },
  };
}
