import type { Leases, LeaseState } from '../session/port';
import type { LeaseFiles } from './leaseFile';
import type { LeaseView } from './leaseRecord';

/** The leases on disk, in the words of a session: whose it is, and no more. */
export function sessionLeases(files: LeaseFiles): Leases {
  return {
    look: (sessionId) => stateOf(files.look(sessionId)),
    claim: (sessionId) => (files.claim(sessionId).ok ? 'ours' : 'elsewhere'),
    release: (sessionId) => files.release(sessionId),
    takeOver: async (sessionId) => {
      try {
        return (await files.takeOver(sessionId)).ok ? 'ours' : 'elsewhere';
      } catch {
        // The disk refused, which the files have reported: it stays where it is.
        return 'elsewhere';
      }
    },
    follow: (sessionId, onChange) => files.watch(sessionId, (view) => onChange(stateOf(view))),
  };
}

function stateOf({ state }: LeaseView): LeaseState {
  return state === 'foreign' ? 'elsewhere' : state === 'mine' ? 'ours' : 'free';
}
