/**
 * The whole product minus VS Code: builds what stands below it, connects it, and closes it. Opening awaits no agent and starts no process:
 * the view must paint first. It runs the same over a fake editor under plain Node.
 */
import { join } from 'node:path';
import { nanoid } from 'nanoid';
import { Agents } from './agent/agents';
import { builtinAgentId } from './agent/agentSpec';
import { AgentCatalog } from './agent/catalog';
import { hostTerminals } from './agent/hostTerminals';
import { launcher } from './agent/launch';
import { sessionLimits } from './agent/sessionLimits';
import type { Clock } from './base/clock';
import { IdleWheel } from './base/idleBound';
import { TeardownGroup } from './base/teardown';
import type { ClosedMember } from './base/teardown';
import { Presenter } from './chat/presenter';
import type { InterruptedWork, ViewSurface } from './chat/presenter';
import type { SetAside } from './host/aside';
import { BuiltinFiles } from './host/builtinFiles';
import { DraftFile } from './host/draftFile';
import { LeaseFiles } from './host/leaseFile';
import { LoginShell } from './host/loginShell';
import { thisMachine } from './host/machine';
import { PendingFiles } from './host/pendingFile';
import { ProcessLedger } from './host/processLedger';
import { Reaper } from './host/reaper';
import { SessionFiles } from './host/sessionFiles';
import { sessionLeases } from './host/sessionLeases';
import { openStateRoot } from './host/stateRoot';
import { Strays } from './host/strays';
import { afterPoll } from './host/systemClock';
import { NoticeFile } from './host/noticeFile';
import { ToldFile } from './host/toldFile';
import { WindowProcesses } from './host/windowProcesses';
import { Notices } from './notice/notices';
import type { Tell } from './notice/notices';
import { TaskEnds } from './notice/taskEnds';
import type { Editor } from './port';
import { Interruptions } from './resume/interruptions';
import { ResumeLedger } from './resume/ledger';
import { parsePending } from './resume/record';
import type { Circumstances } from './resume/verdict';
import type { InterruptedTurn } from './session/interruption';
import type { SessionRecord } from './session/port';
import { Retention } from './session/retention';
import { resultOf } from './session/result';
import { Sessions } from './session/sessions';
import { TurnSlots } from './session/turnSlots';

export class App {
  readonly sessions: Sessions;
  readonly agents: AgentCatalog;
  /** What earlier windows of this workspace left running. */
  readonly strays: Strays;
  readonly #presenters = new Set<Presenter>();
  readonly interruptions: Interruptions;
  /** How background tasks ended. */
  readonly notices: Notices;
  readonly #taskEnds: TaskEnds;
  readonly #leases: LeaseFiles;
  readonly #told: ToldFile;
  readonly #connector: Agents;
  readonly #drafts: DraftFile;
  readonly #retention: Retention;
  readonly #shell: LoginShell;
  readonly #processes: WindowProcesses;
  readonly #teardown: TeardownGroup;
  readonly #openedAt: number;
  #closed: Promise<void> | undefined;

  static open(editor: Editor, clock: Clock): App {
    return new App(editor, clock);
  }

  private constructor(
    private readonly editor: Editor,
    private readonly clock: Clock,
  ) {
    const { log, settings, storage, workspace } = editor;
    this.#openedAt = clock.now();
    /** Names this window: in the ledger, and in the environment of everything it starts. */
    const window = nanoid(12);
    const told = new Set<string>();
    const onSetAside = (aside: SetAside): void => {
      log.warn(`Could not read ${aside.path}: ${aside.reason}${aside.keptAt === undefined ? '' : ` It is kept at ${aside.keptAt}.`}`);
      if (!told.has(aside.path)) {
        told.add(aside.path);
        editor.tell('warning', editor.translate('A file of Holdfast could not be read and was set aside; the rest is there. See the log.'));
      }
    };
    const root = openStateRoot({
      ...(storage.workspacePath === undefined ? {} : { storagePath: storage.workspacePath }),
      globalStoragePath: storage.globalPath,
      workspace: workspace.identity(),
      onSetAside,
    });
    log.info(`The state of this workspace is in ${root.path}.`);
    const onDiskError = (error: unknown): void => log.warn(`The disk refused: ${String(error)}`);
    this.strays = new Strays({ root, window, machine: thisMachine, clock, log, onSetAside });
    this.#processes = new WindowProcesses({
      window,
      clock,
      ledger: new ProcessLedger(root, window, { onSetAside, onError: onDiskError }),
      reaper: new Reaper({ script: join(editor.extensionPath, 'dist', 'reaper.js'), window, log }),
      strays: this.strays,
      log,
    });
    const ledger = this.#processes;
    this.#shell = new LoginShell({
      processEnvironment: process.env,
      ledger,
      log: (line) => log.info(line),
    });
    const spawning = { ledger, mark: window, loginEnvironment: () => this.#shell.environment() };
    const builtinFiles = new BuiltinFiles(root);
    const launch = launcher({ ...spawning, clock, editor, builtinStatePath: builtinFiles.path });
    this.#connector = new Agents({ editor, clock, launch, startTerminal: hostTerminals(spawning) });
    const cwd = (): string => workspace.folders()[0] ?? root.scratchDir;
    this.agents = new AgentCatalog({ editor, clock, agents: this.#connector, ...spawning, checkFolder: cwd });
    this.#leases = new LeaseFiles(root, window, {
      clock,
      onSetAside,
      onError: onDiskError,
      onWanted: (sessionId) => this.sessions.opened(sessionId)?.handOver(),
      onLost: (sessionId) => this.sessions.opened(sessionId)?.lose(),
    });
    const pendingFiles = new PendingFiles(root, { onSetAside, parse: parsePending });
    this.interruptions = new Interruptions({
      ledger: new ResumeLedger({
        store: pendingFiles,
        leases: this.#leases,
        clock,
        window,
        policy: () => settings().resume,
        circumstances: (sessionId) => this.#circumstances(sessionId),
        onError: onDiskError,
      }),
      clock,
      newId: nanoid,
      find: (sessionId) => this.sessions.find(sessionId),
      onError: (error) => log.warn(`What to say of interrupted work failed: ${String(error)}`),
    });
    const store = new SessionFiles(root, onSetAside);
    this.sessions = new Sessions({
      leases: sessionLeases(this.#leases),
      pending: this.interruptions,
      connector: this.#connector,
      store,
      clock,
      newId: nanoid,
      limits: ({ agent, kind }) => sessionLimits(settings(), this.agents.silence(agent), kind),
      wheel: new IdleWheel(clock, afterPoll, (error) => log.error(`What to do about a silent agent failed: ${String(error)}`)),
      slots: {
        ordinary: new TurnSlots(() => settings().maxConcurrentTurns),
        background: new TurnSlots(() => settings().background.maxConcurrent),
      },
      log,
      belongings: {
        bytes: (record) => ownSession(record, (id) => builtinFiles.bytes(id)) ?? 0,
        remove: (record) => {
          this.#drafts.remove(record.id);
          ownSession(record, (id) => builtinFiles.remove(id));
        },
      },
      defaultAgent: () => settings().defaultAgent,
      cwd,
    });
    this.notices = new Notices({
      store: new NoticeFile(root, window, onSetAside),
      clock,
      settings: () => settings().notifications,
      isWatched: (sessionId) => this.#isWatched(sessionId),
      isThere: (sessionId) => this.#isThere(sessionId),
      onError: (error) => log.warn(`How a background task ended could not be noted or told: ${String(error)}`),
    });
    this.#taskEnds = new TaskEnds({ sessions: this.sessions, notices: this.notices, clock, resultOf: (session) => resultOf(session.transcript.items()) });
    this.#told = new ToldFile(root, window, onSetAside);
    this.#drafts = new DraftFile(root, { onSetAside, onError: onDiskError });
    this.#retention = new Retention({
      clock,
      sessions: this.sessions,
      store,
      retentionMs: () => settings().retentionMs,
      isUndecided: (id) =>
        this.#drafts.has(id) ||
        this.interruptions.interrupted(id) !== undefined ||
        pendingFiles.read(id).turn !== undefined ||
        this.notices.unreadOf(id) !== undefined,
      log,
    });
    this.#retention.start();
    this.#teardown = new TeardownGroup(clock);
    this.#processes.sweepSoon();
    this.interruptions.onDidChange((sessionId) => this.sessions.touch(sessionId));
    editor.onDidChangeSettings(() => {
      this.sessions.settingsChanged();
      this.interruptions.look();
      this.#frameChanged();
    });
    workspace.onDidGrantTrust(() => {
      this.interruptions.look();
      this.#frameChanged();
    });
  }

  /** One for each view or panel; it outlives the view's lives. With the session that the view remembers, if it does. */
  present(surface: ViewSurface, sessionId?: string): Presenter {
    const { editor } = this;
    const { log, settings, workspace } = editor;
    const presenter = new Presenter(
      {
        sessions: this.sessions,
        clock: this.clock,
        agents: () => this.agents.choices(),
        trusted: () => workspace.trusted(),
        interruptions: this.#interruptedWork(),
        starting: () => this.clock.now() - this.#openedAt < startMs,
        tell: (severity, text) => editor.tell(severity, text),
        sendKey: () => settings().sendKey,
        drafts: this.#drafts,
        translate: (text, ...args) => editor.translate(text, ...args),
        log,
      },
      surface,
      sessionId,
    );
    this.#presenters.add(presenter);
    return presenter;
  }

  /** What an interrupted session needs, to go on here and now. */
  #circumstances(sessionId: string): Circumstances {
    const { workspace } = this.editor;
    const record = this.sessions.record(sessionId);
    const folders = workspace.folders();
    return {
      trusted: workspace.trusted(),
      folder: record === undefined || folders.length === 0 || folders.some((folder) => record.cwd === folder) ? 'open' : 'closed',
      agent: record === undefined || this.agents.choices().some(({ id }) => id === record.agent) ? 'there' : 'missing',
      watched: this.#isWatched(sessionId),
    };
  }

  /** Looks for interrupted work. Tells once what of it belongs into the one notice of this start, if this window is the one to show it. */
  lookForInterruptions(onTold: (told: readonly { readonly sessionId: string; readonly turn: InterruptedTurn }[]) => void): void {
    this.interruptions.start(() => {
      const candidates = this.interruptions.toTell();
      const keyOf = ({ sessionId, turn }: (typeof candidates)[number]): string => `${sessionId}/${turn.turnId}`;
      try {
        const ours = candidates.length === 0 ? [] : this.#told.claim(candidates.map(keyOf));
        onTold(candidates.filter((one) => ours.includes(keyOf(one))));
      } catch (error) {
        // Better told twice than never.
        this.editor.log.warn(`Which window tells of interrupted work cannot be written: ${String(error)}`);
        onTold(candidates);
      }
    });
  }

  /** Other windows have made and deleted sessions, and gone, without a word to this one. */
  lookAround(): void {
    this.sessions.refresh();
    this.interruptions.look();
  }

  /** From now on this window tells how background tasks ended, and what earlier windows could not tell any more. */
  tellOfTasks(tell: Tell): void {
    this.notices.start(tell);
    this.#taskEnds.lookBack();
  }

  /** What the agent said at the end of the last turn. */
  resultOf(sessionId: string): string {
    return resultOf(this.sessions.find(sessionId)?.transcript.items() ?? []);
  }

  /** Whoever looks at a session has seen how it ended. */
  #interruptedWork(): InterruptedWork {
    const { interruptions, notices } = this;
    return {
      resume: (sessionId) => interruptions.resume(sessionId),
      dismiss: (sessionId) => interruptions.dismiss(sessionId),
      undoDismiss: (sessionId) => interruptions.undoDismiss(sessionId),
      seen: (sessionId) => {
        interruptions.seen(sessionId);
        notices.seen(sessionId);
      },
    };
  }

  #isWatched(sessionId: string): boolean {
    return [...this.#presenters].some((presenter) => presenter.isShowing(sessionId));
  }

  /** Another window may have made it. */
  #isThere(sessionId: string): boolean {
    if (this.sessions.record(sessionId) === undefined) {
      this.sessions.refresh();
    }
    return this.sessions.record(sessionId) !== undefined;
  }

  hasDraft(sessionId: string): boolean {
    return this.#drafts.get(sessionId) !== '';
  }

  /** Ends everything within `totalMs`; never rejects, and a second call gets the same promise. */
  close(totalMs: number): Promise<void> {
    this.#closed ??= this.#close(totalMs);
    return this.#closed;
  }

  async #close(totalMs: number): Promise<void> {
    this.interruptions.close();
    this.#retention.close();
    this.#tellNoMore();
    this.notices.close();
    this.sessions.interruptAll();
    this.#shell.killNow();
    for (const member of this.#connector.closeAll()) {
      this.#teardown.add(member);
    }
    const lastMs = Math.min(lastLookMs, totalMs * 0.1);
    const report = await this.#teardown.close(totalMs - lastMs);
    const strays = this.#processes.killAll();
    // Only now: whoever takes a session over must not meet its former agent.
    this.#leases.close();
    for (const { name, end, how, afterMs } of report) {
      this.editor.log.info(`Closing: ${name} ${how ?? teardownWords[end]}, after ${Math.round(afterMs)} ms.`);
    }
    if (strays > 0) {
      this.editor.log.info(`Closing: ${strays} more processes that agents had started were killed.`);
    }
    await this.#processes.close(lastMs);
  }

  #tellNoMore(): void {
    try {
      this.#told.close();
    } catch (error) {
      this.editor.log.warn(`That this window tells nothing any more cannot be written: ${String(error)}`);
    }
  }

  #frameChanged(): void {
    for (const presenter of this.#presenters) {
      presenter.frameChanged();
    }
  }
}

/** The session of our own agent that belongs to it, if there is one. */
function ownSession<T>({ agent, agentSessionId }: SessionRecord, use: (agentSessionId: string) => T): T | undefined {
  return agent === builtinAgentId && agentSessionId !== undefined ? use(agentSessionId) : undefined;
}

/** So long after a start its predecessor may still be closing: as long as an editor lets it. */
const startMs = 5_000;

/** What a closing window keeps of its time for a last look at the machine. */
const lastLookMs = 200;

const teardownWords: Readonly<Record<ClosedMember['end'], string>> = {
  closed: 'closed',
  failed: 'failed to close and was killed',
  late: 'did not close in time and was killed',
};
