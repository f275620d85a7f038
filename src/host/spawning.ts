import type { ChildLedger } from './spawnChild';

/** What everything that is started in this window has in common: who keeps count of it, whose it is, and where it finds its tools. */
export interface Spawning {
  readonly ledger: ChildLedger;
  /** This window's mark on every process. */
  readonly mark: string;
  /** The environment as a login shell has it; never rejects. */
  readonly loginEnvironment: () => Promise<NodeJS.ProcessEnv>;
}
