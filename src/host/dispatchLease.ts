import type { Clock } from '../base/clock';
import type { DispatchLease } from '../board/dispatchPort';
import type { OnSetAside } from './aside';
import { LeaseFiles } from './leaseFile';
import type { StateRoot } from './stateRoot';

/** Which window dispatches the board of this workspace: a lease like that of a session, in a folder of its own, `dispatch/lease.json`. */
export class DispatchLeaseFile implements DispatchLease {
  readonly #leases: LeaseFiles;

  constructor(root: StateRoot, window: string, ports: { readonly clock: Clock; readonly onSetAside: OnSetAside; readonly onError: (error: unknown) => void }) {
    this.#leases = new LeaseFiles({ ...root, sessionsDir: root.path }, window, {
      ...ports,
      // Nobody asks for it, and whoever takes it from a window that seems gone is met at the next tick.
      onWanted: () => undefined,
      onLost: () => undefined,
    });
  }

  take(): 'ours' | 'elsewhere' {
    return this.#leases.claim(folder).ok ? 'ours' : 'elsewhere';
  }

  look(): 'ours' | 'elsewhere' | 'free' {
    const { state } = this.#leases.look(folder);
    return state === 'mine' ? 'ours' : state === 'foreign' ? 'elsewhere' : 'free';
  }

  release(): void {
    this.#leases.release(folder);
  }

  close(): void {
    this.#leases.close();
  }
}

const folder = 'dispatch';
