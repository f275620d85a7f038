import { hostname } from 'node:os';
import type { Holder } from '../base/lease';
import { livenessOf } from './processIdentity';
import type { Strays } from './strays';

/** What this computer knows of other windows, and the end of what a dead one has left running. */
export class OtherWindows {
  constructor(private readonly strays: Pick<Strays, 'sweep' | 'find'>) {}

  /** Of another computer nothing is known. */
  livenessOf(holder: Holder): 'alive' | 'dead' | 'unknown' {
    return holder.machine === hostname() ? livenessOf(holder) : 'unknown';
  }

  /** `alive`: something of it is still there, or nobody can tell. Never rejects. */
  async sweep(window: string): Promise<'gone' | 'alive'> {
    await this.strays.sweep();
    try {
      return (await this.strays.find()).some((stray) => stray.window === window) ? 'alive' : 'gone';
    } catch {
      // The sweep has said in the log what cannot be looked at.
      return 'alive';
    }
  }
}
