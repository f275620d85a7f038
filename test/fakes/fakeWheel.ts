import type { IdleBound, IdleWatch, IdleWheel } from '../../src/base/idleBound';

/** Watches that a test drives by hand: how long silence takes is the wheel's own affair, and tested there. */
export class FakeWheel implements Pick<IdleWheel, 'watch'> {
  readonly watches: FakeWatch[] = [];

  watch(bound: IdleBound): IdleWatch {
    const watch = new FakeWatch(bound);
    this.watches.push(watch);
    return watch;
  }

  get last(): FakeWatch {
    const watch = this.watches.at(-1);
    if (!watch) {
      throw new Error('Nothing is watched.');
    }
    return watch;
  }

  /** Watches that nobody has ended: 0 at the end of every test. */
  get open(): number {
    return this.watches.filter(({ ended }) => !ended).length;
  }
}

export class FakeWatch implements IdleWatch {
  signs = 0;
  ended = false;

  constructor(readonly bound: IdleBound) {}

  sign(): void {
    this.signs += 1;
  }

  end(): void {
    this.ended = true;
  }
}
