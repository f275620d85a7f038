import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { errorCode } from './diskFault';
import { readProcFile } from './procFile';

/**
 * Which process a pid means. The system gives a pid to somebody else once its owner is gone, so a pid that was written down is believed
 * only together with the moment its process started. Where that cannot be read, the answer is `unknown`, and nobody acts on it.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque. Absent where the system does not tell. */
  readonly startToken?: string;
}

/** Whether what stood on the disk can be one. A pid of 0 or below would mean a whole group, or everything. */
export function isProcessIdentity(raw: unknown): raw is ProcessIdentity {
  const { pid, startToken } = (raw ?? {}) as Record<string, unknown>;
  return Number.isInteger(pid) && (pid as number) > 0 && (startToken === undefined || typeof startToken === 'string');
}

export type Liveness = 'alive' | 'dead' | 'unknown';

export function livenessOf({ pid, startToken: expected }: ProcessIdentity): Liveness {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    if (errorCode(error) !== 'EPERM') {
      return 'dead';
    }
  }
  const actual = startToken(pid);
  if (actual !== undefined && expected !== undefined) {
    return actual === expected ? 'alive' : 'dead';
  }
  // A process that the system knows but does not describe is a zombie, if it describes others.
  return actual === undefined && process.platform === 'linux' && ownIdentity().startToken !== undefined ? 'dead' : 'unknown';
}

/** When the process started, in the system's own words; undefined when it is gone or the system does not tell. A zombie is gone. */
export function startToken(pid: number): string | undefined {
  if (process.platform === 'linux') {
    return readProcStat(pid)?.startToken;
  }
  if (process.platform === 'darwin') {
    // Not run here: no such machine at hand.
    const ps = spawnSync('ps', ['-p', String(pid), '-o', 'lstart='], {
      encoding: 'utf8',
      timeout: 2000,
      env: { ...process.env, LC_ALL: 'C' },
    });
    return ps.stdout.trim() || undefined;
  }
  return undefined;
}

/** This process. Its start is read once. */
export function ownIdentity(): ProcessIdentity {
  own ??= identityOf(process.pid);
  return own;
}

export function identityOf(pid: number): ProcessIdentity {
  const token = startToken(pid);
  return token === undefined ? { pid } : { pid, startToken: token };
}

export interface ProcStat {
  readonly parent: number;
  readonly group: number;
  readonly startToken: string;
  /** It was killed and only has not gone yet. */
  readonly isDying: boolean;
}

/** Linux: what `/proc` says of a living process. */
export function readProcStat(pid: number): ProcStat | undefined {
  const stat = readProcFile(`/proc/${pid}/stat`)?.toString('latin1');
  if (stat === undefined) {
    // It went away, which is an answer.
    return undefined;
  }
  // The second field is the command's name in brackets and may hold anything, brackets and blanks too. The third field comes next.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  if (state === undefined || state === 'Z' || state === 'X') {
    return undefined;
  }
  const isDying = (Number(fields[6]) & exitingFlag) !== 0 || (Number(fields[28]) & pendingKill) !== 0;
  return { parent: Number(fields[1]), group: Number(fields[2]), startToken: `${bootId()}:${fields[19]}`, isDying };
}

/** The kernel's `PF_EXITING`, and the bit of SIGKILL among the signals that wait to be delivered. */
const exitingFlag = 0x4;
const pendingKill = 1 << 8;

let own: ProcessIdentity | undefined;
let boot: string | undefined;

/** Start times count from the boot, so a record must tell one boot from the next. */
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  return boot;
}
