/** Where notices are remembered, for all windows of a workspace. */
import type { Notice } from './notice';

export interface NoticeStore {
  /** As they are now, oldest first. */
  read(): readonly Notice[];
  /** Changes them in one step, whatever other windows do; says what they are then. Throws where the disk refuses. */
  update(change: (current: readonly Notice[]) => readonly Notice[]): readonly Notice[];
}
