/** The browser's time, as the pages use it. */
import type { ViewTime } from './view';

/** A window in the background gets no frames; what arrives there is taken at the latest after this. */
const latestFrameMs = 500;

export const viewTime: ViewTime = {
  frame: (run) => {
    const take = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      run();
    };
    const frame = requestAnimationFrame(take);
    const timer = setTimeout(take, latestFrameMs);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
