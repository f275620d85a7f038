/**
 * The end of a window, in order: nothing begins any more, what runs is recorded as interrupted, all agents are asked at once, whoever is
 * still there is killed, and only then may other windows have the sessions. It is done within its time and never rejects. A file that
 * another window does not let go is waited for within that time too; what cannot be written then, the next window makes of our death.
 */
import type { Agents } from '../agent/agents';
import type { Clock } from '../base/clock';
import { TeardownGroup } from '../base/teardown';
import type { ClosedMember } from '../base/teardown';
import { limitLockWaits } from '../host/fileLock';
import type { LockWaits } from '../host/fileLock';
import type { LeaseFiles } from '../host/leaseFile';
import type { OpenedProcesses } from '../host/openProcesses';
import type { Sessions } from '../session/sessions';

export interface ClosingParts {
  /** Whoever would still begin something by itself, or tell of something; their `close` is synchronous and does not throw. */
  readonly initiators: readonly { close(): void }[];
  readonly sessions: Pick<Sessions, 'interruptAll'>;
  readonly host: Pick<OpenedProcesses, 'shell' | 'processes'>;
  readonly agents: Pick<Agents, 'closeAll'>;
  readonly leases: Pick<LeaseFiles, 'close'>;
  readonly clock: Clock;
  readonly log: { info(message: string): void };
}

export async function closeWindow(parts: ClosingParts, totalMs: number): Promise<void> {
  const waits = limitLockWaits(totalMs * shareOfLocks);
  try {
    await closeInTime(parts, totalMs, waits);
  } finally {
    waits.unlimit();
  }
}

async function closeInTime({ initiators, sessions, host, agents, leases, clock, log }: ClosingParts, totalMs: number, waits: LockWaits): Promise<void> {
  const closeAtMs = clock.now() + totalMs;
  for (const initiator of initiators) {
    initiator.close();
  }
  sessions.interruptAll();
  host.shell.killNow();
  const teardown = new TeardownGroup(clock);
  for (const member of agents.closeAll()) {
    teardown.add(member);
  }
  const lastMs = Math.min(lastLookMs, totalMs * 0.1);
  // What was written until here has taken from the same time.
  const report = await teardown.close(Math.max(0, closeAtMs - clock.now() - lastMs));
  const left = host.processes.killAll();
  // Only now: whoever takes a session over must not meet its former agent. Where there is no time left, our death frees it soon.
  waits.leftMs = Math.max(0, Math.min(waits.leftMs, closeAtMs - clock.now() - lastMs));
  leases.close();
  for (const { name, end, how, afterMs } of report) {
    log.info(`Closing: ${name} ${how ?? teardownWords[end]}, after ${Math.round(afterMs)} ms.`);
  }
  if (left > 0) {
    log.info(`Closing: ${left} more processes that agents had started were killed.`);
  }
  await host.processes.close(Math.min(lastMs, Math.max(0, closeAtMs - clock.now())));
}

/** What a closing window keeps of its time for a last look at the machine. */
const lastLookMs = 200;
/** How much of its time it may stand still before files that others hold. */
const shareOfLocks = 0.2;

const teardownWords: Readonly<Record<ClosedMember['end'], string>> = {
  closed: 'closed',
  failed: 'failed to close and was killed',
  late: 'did not close in time and was killed',
};
