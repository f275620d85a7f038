/** What a view can be asked to do. `editor/` draws it; what is shown in it, the presenter decides. */
import type { HostMessage, ViewCommand } from './protocol';

export interface ViewSurface {
  /** Delivers to the current life of the view; dropped while there is none. */
  post(message: HostMessage): void;
  /** Opens a file on the user's click; `line` is 1-based, a relative path is below `cwd`. */
  openLocation(path: string, line: number | undefined, cwd: string): void;
  openDiff(diff: DiffToOpen): void;
  openLink(href: string): void;
  copy(text: string): void;
  run(command: ViewCommand, sessionId: string): void;
}

export interface DiffToOpen {
  /** Names the diff among all others. */
  readonly key: string;
  readonly path: string;
  /** Absent for a new file. */
  readonly oldText?: string;
  readonly newText: string;
}
