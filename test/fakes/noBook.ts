import type { TerminalBook } from '../../src/running/port';

/** For agents whose terminals nobody looks after. */
export const noBook: TerminalBook = {
  began: () => ({ said: () => undefined, ended: () => undefined, endsByAgent: () => undefined, agentKnows: () => undefined }),
  close: () => undefined,
};
