import type { Editor } from '../port';
import type { PendingRecord } from '../resume/record';
import type { Belongings, SessionRecord } from '../session/port';
import type { OnSetAside, SetAside } from './aside';
import { BuiltinFiles } from './builtinFiles';
import { DraftFile } from './draftFile';
import { NoticeFile } from './noticeFile';
import { PendingFiles } from './pendingFile';
import { SessionFiles } from './sessionFiles';
import { openStateRoot, type StateRoot } from './stateRoot';
import { ToldFile } from './toldFile';

/**
 * What stands on the disk for this workspace, as this window sees it: one file or folder for each story, all below one root. It opens them
 * and knows what of them belongs to a session; what is written, and when, is decided by those who use them. What could not be read, and
 * what the disk refused, is in the log; that something was set aside is told once for each file.
 */
export class WorkspaceDisk {
  readonly root: StateRoot;
  readonly sessions: SessionFiles;
  /** What is under way in the sessions. */
  readonly pending: PendingFiles;
  readonly drafts: DraftFile;
  readonly notices: NoticeFile;
  readonly told: ToldFile;
  readonly builtin: BuiltinFiles;
  readonly #reported = new Set<string>();

  constructor(private readonly options: WorkspaceDiskOptions) {
    const { editor, window, parsePending } = options;
    const { onSetAside, onError } = this;
    const { workspacePath, globalPath } = editor.storage;
    this.root = openStateRoot({
      ...(workspacePath === undefined ? {} : { storagePath: workspacePath }),
      globalStoragePath: globalPath,
      workspace: editor.workspace.identity(),
      onSetAside,
    });
    this.sessions = new SessionFiles(this.root, onSetAside);
    this.pending = new PendingFiles(this.root, { onSetAside, parse: parsePending });
    this.drafts = new DraftFile(this.root, { onSetAside, onError });
    this.notices = new NoticeFile(this.root, window, onSetAside);
    this.told = new ToldFile(this.root, window, onSetAside);
    this.builtin = new BuiltinFiles(this.root);
    editor.log.info(`The state of this workspace is in ${this.root.path}.`);
  }

  readonly onSetAside: OnSetAside = ({ path, reason, keptAt }: SetAside): void => {
    const { editor } = this.options;
    editor.log.warn(`Could not read ${path}: ${reason}${keptAt === undefined ? '' : ` It is kept at ${keptAt}.`}`);
    if (!this.#reported.has(path)) {
      this.#reported.add(path);
      editor.tell('warning', editor.translate('A file of Holdfast could not be read and was set aside; the rest is there. See the log.'));
    }
  };

  readonly onError = (error: unknown): void => this.options.editor.log.warn(`The disk refused: ${String(error)}`);

  /** What is kept of a session elsewhere than in its folder. `isOurs` knows our own agent by its id: only that one keeps it here. */
  belongings(isOurs: (agent: string) => boolean): Belongings {
    const ours = ({ agent, agentSessionId }: SessionRecord): string | undefined => (isOurs(agent) ? agentSessionId : undefined);
    return {
      bytes: (record) => {
        const id = ours(record);
        return id === undefined ? 0 : this.builtin.bytes(id);
      },
      remove: (record) => {
        this.drafts.remove(record.id);
        const id = ours(record);
        if (id !== undefined) {
          this.builtin.remove(id);
        }
      },
    };
  }
}

export interface WorkspaceDiskOptions {
  readonly editor: Pick<Editor, 'log' | 'storage' | 'workspace' | 'tell' | 'translate'>;
  /** This window's name. */
  readonly window: string;
  /** Makes a record of what was on the disk, or throws in a person's words. */
  readonly parsePending: (raw: unknown) => PendingRecord;
}
