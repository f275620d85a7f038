/** Where the keyboard is on the board, and where it is to go: only where the user sent it. It draws nothing. */
import { computed, signal } from '@preact/signals';
import { stepFrom } from './steps';
import type { Step } from './steps';

export type FocusTarget = 'card' | 'detail' | 'form' | 'comment';

export class Cursor {
  /** The one card that Tab leads to. */
  readonly currentId = signal<string | undefined>(undefined);
  /** The card that has the keyboard. */
  focusedId: string | undefined;
  /** Counts what should be focused because the user asked for it. */
  readonly wish = signal<{ readonly what: FocusTarget; readonly count: number }>({ what: 'card', count: 0 });

  /** The card that was focused last, as long as it is on the board; else the first one. */
  readonly tabStop = computed<string | undefined>(() => {
    const shown = this.columns();
    const current = this.currentId.value;
    return current !== undefined && shown.some((ids) => ids.includes(current)) ? current : shown.find((ids) => ids.length > 0)?.[0];
  });

  constructor(
    /** The ids of the cards as they are shown; reads signals. */
    private readonly columns: () => readonly (readonly string[])[],
  ) {}

  focused(id: string): void {
    this.focusedId = id;
    this.currentId.value = id;
  }

  step(from: string, step: Step): void {
    const id = stepFrom(from, step, this.columns());
    if (id !== undefined) {
      this.currentId.value = id;
      this.goTo('card');
    }
  }

  goTo(what: FocusTarget): void {
    this.wish.value = { what, count: this.wish.value.count + 1 };
  }
}
