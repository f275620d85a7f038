import type { Turn } from '../turn';

/** Something that the built-in agent can do, asked for as `/name argument`. */
export interface Command {
  readonly name: string;
  readonly description: string;
  /** What to write behind the name; absent for a command without an argument. */
  readonly hint?: string;
  /** Settles when there is nothing left to say or do, also after a cancel. */
  run(argument: string, turn: Turn): Promise<void>;
}
