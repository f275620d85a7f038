/** What command handlers work with. */
import type { App } from '../app';
import type { Clock } from '../base/clock';
import type { Card } from '../boardView/card';
import type { BoardPanel } from './boardPanel';
import type { Desk } from './desk';
import type { NoticeGoals } from './inbox';
import type { EditorLog } from './log';
import type { ProcessOutputs } from './processOutputs';
import type { SessionArgument } from './sessionArgument';
import type { TaskArgument } from './taskArgument';
import type { Transcripts } from './transcripts';

/** Commands can be called by anybody with anything: the argument is read where it is used. */
export type Handler = (argument: unknown) => void | Promise<void>;

export interface CommandContext {
  readonly app: App;
  readonly clock: Clock;
  readonly desk: Desk;
  readonly goals: NoticeGoals;
  readonly argument: SessionArgument;
  readonly outputs: ProcessOutputs;
  readonly boardPanel: BoardPanel;
  readonly taskArgument: TaskArgument;
  /** Tasks that stand still until a person does something. */
  readonly stuckTasks: () => readonly Card[];
  readonly transcripts: Transcripts;
  readonly log: EditorLog;
  readonly traffic: EditorLog;
  readonly trusted: () => boolean;
  readonly defaultAgent: () => string;
  /** Whether the protocol's traffic is recorded now. */
  readonly tracing: () => boolean;
}
