/**
 * What is known of commands that run for agents, as they run: `agent/` tells it. A book is one incarnation of a session's agent; what a
 * former one still has to say comes to a book that is closed, and is nobody's business.
 */
import type { Exit } from '../session/failure';

export interface TerminalBook {
  /** From the first moment on. */
  began(terminal: ClientTerminal): TerminalEntry;
  /** The agent is let go, and with it everything that runs for it. */
  close(): void;
}

export interface ClientTerminal {
  /** Nobody else's, ever. */
  readonly id: string;
  readonly command: string;
  readonly args: readonly string[];
  /** What it has printed, from the end, as much as is kept. */
  readonly output: () => string;
  /** Ends it and everything it has started; bounded, never rejects. */
  readonly stop: () => Promise<void>;
}

export interface TerminalEntry {
  said(text: string): void;
  ended(exit: Exit): void;
  /** The agent wants it to end: how it does is no news. */
  endsByAgent(): void;
  /** The agent has learnt, or is about to learn, how it ended. Before the end, if it waits for it. */
  agentKnows(): void;
}
