/**
 * The whole product minus VS Code: builds what stands below it, connects it, and closes it. Opening awaits no agent and starts no process:
 * the view must paint first. It runs the same over a fake editor under plain Node.
 */
import { nanoid } from 'nanoid';
import type { Agents } from './agent/agents';
import type { AgentCatalog } from './agent/catalog';
import { openAgents } from './agent/openAgents';
import { sessionLimits } from './agent/sessionLimits';
import { closeWindow } from './app/closeWindow';
import { openTaskBoard } from './app/openTaskBoard';
import type { OpenedTaskBoard } from './app/openTaskBoard';
import { openLeftProcesses } from './app/leftProcesses';
import { openResuming } from './app/resuming';
import type { Clock } from './base/clock';
import { IdleWheel } from './base/idleBound';
import { isTranscriptOf } from './board/transcripts';
import type { TaskBoard } from './board/taskBoard';
import type { Presenter } from './chat/presenter';
import { Presenters } from './chat/presenters';
import type { ViewSurface } from './chat/surface';
import { LeaseFiles } from './host/leaseFile';
import { openProcesses } from './host/openProcesses';
import type { OpenedProcesses } from './host/openProcesses';
import { sessionLeases } from './host/sessionLeases';
import { afterPoll } from './host/systemClock';
import { Temporaries } from './host/temporaries';
import { WorkspaceDisk } from './host/workspaceDisk';
import { CardEnds, isStillSo } from './notice/cardEnds';
import { isOfCard, subjectOf } from './notice/notice';
import { Notices } from './notice/notices';
import type { Tell } from './notice/notices';
import { TaskEnds } from './notice/taskEnds';
import type { Editor } from './port';
import type { Interruptions } from './resume/interruptions';
import { parsePending } from './resume/record';
import type { StartNotice } from './resume/startNotice';
import type { LeftProcesses } from './running/leftProcesses';
import { resultOf } from './session/result';
import { Retention } from './session/retention';
import { Sessions } from './session/sessions';
import { TurnSlots } from './session/turnSlots';

export class App {
  readonly sessions: Sessions;
  readonly agents: AgentCatalog;
  readonly interruptions: Interruptions;
  /** What is owed to the user: how work ended that nobody watched, and what became of processes that they asked to be told of. */
  readonly notices: Notices;
  /** What agents have left running behind their turns. */
  readonly processes: LeftProcesses;
  readonly #taskBoard: OpenedTaskBoard;
  readonly #disk: WorkspaceDisk;
  readonly #host: OpenedProcesses;
  readonly #connector: Agents;
  readonly #leases: LeaseFiles;
  readonly #startNotice: StartNotice;
  readonly #taskEnds: TaskEnds;
  readonly #cardEnds: CardEnds;
  /** Whether a person has the task's card open in front of them. */
  #isCardInSight: (taskId: string) => boolean = () => false;
  readonly #retention: Retention;
  readonly #temporaries: Temporaries;
  readonly #presenters: Presenters;
  #closed: Promise<void> | undefined;

  static open(editor: Editor, clock: Clock): App {
    return new App(editor, clock);
  }

  private constructor(
    private readonly editor: Editor,
    private readonly clock: Clock,
  ) {
    const { log, settings, workspace } = editor;
    const openedAt = clock.now();
    /** Names this window: in the ledger, in its leases, and in the environment of everything it starts. */
    const window = nanoid(12);

    const disk = new WorkspaceDisk({ editor, window, parsePending });
    this.#disk = disk;
    const cwd = (): string => workspace.folders()[0] ?? disk.root.scratchDir;

    this.#host = openProcesses({ window, disk, clock, log, extensionPath: editor.extensionPath });
    const { spawning, formerWindowsEnded } = this.#host;
    const agents = openAgents({
      ...{ editor, clock, spawning, formerWindowsEnded, builtinStatePath: disk.builtin.path, checkFolder: cwd },
      terminalBook: (sessionId) => this.processes.book(sessionId),
      toolServers: (sessionId) => this.#taskBoard.toolServers(sessionId),
    });
    this.#connector = agents.connector;
    this.agents = agents.catalog;

    this.#leases = new LeaseFiles(disk.root, window, {
      clock,
      onSetAside: disk.onSetAside,
      onError: disk.onError,
      onWanted: (sessionId) => {
        if (this.#taskBoard.workers.handOver(sessionId) === 'no') {
          this.sessions.opened(sessionId)?.handOver();
        }
      },
      onLost: (sessionId) => this.sessions.opened(sessionId)?.lose(),
    });
    const resuming = openResuming({
      ...{ window, editor, clock, disk, leases: this.#leases, agents: this.agents },
      sessions: () => this.sessions,
      presenters: () => this.#presenters,
    });
    this.interruptions = resuming.interruptions;
    this.#startNotice = resuming.startNotice;

    this.sessions = new Sessions({
      leases: sessionLeases(this.#leases),
      pending: this.interruptions,
      connector: this.#connector,
      store: disk.sessions,
      clock,
      newId: nanoid,
      limits: ({ agent, kind }) => sessionLimits(settings(), this.agents.silence(agent), kind),
      wheel: new IdleWheel(clock, afterPoll, (error) => log.error(`What to do about a silent agent failed: ${String(error)}`)),
      slots: {
        ordinary: new TurnSlots(() => settings().maxConcurrentTurns),
        background: new TurnSlots(() => settings().background.maxConcurrent),
        task: new TurnSlots(() => settings().board.maxConcurrent),
      },
      log,
      belongings: disk.belongings((agent) => this.agents.isOurs(agent)),
      defaultAgent: () => settings().defaultAgent,
      cwd,
    });
    this.notices = new Notices({
      store: disk.notices,
      clock,
      settings: () => settings().notifications,
      isWatched: (notice) => editor.attended() && (isOfCard(notice) ? this.#isCardInSight(notice.taskId) : this.#presenters.isShowing(notice.sessionId)),
      isAttended: () => editor.attended(),
      isThere: (notice) => (isOfCard(notice) ? isStillSo(notice, this.board.store.board) : this.sessions.isThere(notice.sessionId)),
      onError: (error) => log.warn(`What is owed to the user could not be noted or told: ${String(error)}`),
    });
    this.processes = openLeftProcesses({ sessions: this.sessions, notices: this.notices, clock, log });
    this.#taskEnds = new TaskEnds({ sessions: this.sessions, notices: this.notices, clock, resultOf: (session) => resultOf(session.transcript.items()) });
    this.#taskBoard = openTaskBoard({
      ...{ window, editor, clock, disk, leases: this.#leases, strays: this.#host.strays, agents: this.agents, sessions: this.sessions },
      cwd,
    });
    this.#cardEnds = new CardEnds(this.board.store, this.notices);
    this.#retention = new Retention({
      clock,
      sessions: this.sessions,
      store: disk.sessions,
      retentionMs: () => settings().retentionMs,
      isUndecided: (id) =>
        disk.drafts.has(id) ||
        this.interruptions.interrupted(id) !== undefined ||
        disk.pending.read(id).turn !== undefined ||
        this.notices.unreadOf(id) !== undefined ||
        isTranscriptOf(this.board.store.board, id),
      log,
    });

    this.#presenters = new Presenters({
      sessions: this.sessions,
      clock,
      agents: () => this.agents.choices(),
      trusted: () => workspace.trusted(),
      interruptions: this.interruptions,
      onSeen: (sessionId) => {
        this.interruptions.seen(sessionId);
        if (editor.attended()) {
          this.notices.seen(sessionId);
        }
      },
      starting: () => clock.now() - openedAt < startMs,
      tell: (severity, text) => editor.tell(severity, text),
      sendKey: () => settings().sendKey,
      drafts: disk.drafts,
      translate: (text, ...args) => editor.translate(text, ...args),
      log,
    });

    this.#temporaries = new Temporaries(disk.root, { clock, log });
    this.#retention.start();
    this.#taskBoard.start();
    this.#temporaries.clearSoon();
    this.#host.processes.sweepSoon();
    this.interruptions.onDidChange((sessionId) => this.sessions.touch(sessionId));
    editor.onDidChangeSettings(() => {
      this.sessions.settingsChanged();
      this.#taskBoard.settingsChanged();
      this.interruptions.look();
      this.#presenters.frameChanged();
    });
    workspace.onDidGrantTrust(() => {
      this.#taskBoard.settingsChanged();
      this.interruptions.look();
      this.#presenters.frameChanged();
    });
  }

  /** The tasks that agents work through. */
  get board(): TaskBoard {
    return this.#taskBoard.board;
  }

  /** What earlier windows of this workspace left running. */
  get strays(): OpenedProcesses['strays'] {
    return this.#host.strays;
  }

  /** One for each view or panel; it outlives the view's lives. With the session that the view remembers, if it does. */
  present(surface: ViewSurface, sessionId?: string): Presenter {
    return this.#presenters.present(surface, sessionId);
  }

  /** Looks for interrupted work. Tells once what of it belongs into the one notice of this start, if this window is the one to show it. */
  lookForInterruptions(onKnown: Parameters<StartNotice['start']>[0]): void {
    this.#startNotice.start(onKnown);
  }

  /** Other windows have made and deleted sessions, and gone, without a word to this one. */
  lookAround(): void {
    this.sessions.refresh();
    this.interruptions.look();
  }

  /** Somebody is at this window again: they see what is in sight, and hear of the rest what was kept for them. */
  welcomeBack(): void {
    this.lookAround();
    for (const notice of this.notices.unread()) {
      if (isOfCard(notice) ? this.#isCardInSight(notice.taskId) : this.#presenters.isShowing(notice.sessionId)) {
        this.notices.seen(subjectOf(notice));
      }
    }
    this.notices.lookNow();
  }

  /** From now on this window tells how work ended that nobody watched, and what earlier windows could not tell any more. */
  tellOfTasks(tell: Tell, isCardInSight: (taskId: string) => boolean): void {
    this.#isCardInSight = isCardInSight;
    this.notices.start(tell);
    this.#taskEnds.lookBack();
    this.#cardEnds.lookBack();
  }

  /** What the agent said at the end of the last turn. */
  resultOf(sessionId: string): string {
    return resultOf(this.sessions.find(sessionId)?.transcript.items() ?? []);
  }

  hasDraft(sessionId: string): boolean {
    return this.#disk.drafts.get(sessionId) !== '';
  }

  /** Ends everything within `totalMs`; never rejects, and a second call gets the same promise. */
  close(totalMs: number): Promise<void> {
    this.#closed ??= closeWindow(
      {
        initiators: [this.#taskBoard, this.interruptions, this.#retention, this.#temporaries, this.#startNotice, this.processes, this.notices],
        sessions: this.sessions,
        host: this.#host,
        agents: this.#connector,
        leases: this.#leases,
        clock: this.clock,
        log: this.editor.log,
      },
      totalMs,
    );
    return this.#closed;
  }
}

/** So long after a start its predecessor may still be closing: as long as an editor lets it. */
const startMs = 5_000;
