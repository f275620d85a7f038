import type { ChildProcess as NodeChild } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { within } from '../base/within';
import type { ChildKind } from './environment';
import { LineTail } from './lineTail';
import { endStraysOf } from './mark';
import type { ProcessIdentity } from './processIdentity';
import { readProcessTable, recentProcessTable } from './processTable';
import { ProcessTree } from './processTree';
import { systemClock } from './systemClock';

/**
 * One running child of ours: its streams, its end, and how to bring that about. Made by `spawnChild`. An error on any of its streams hurts
 * nobody; that it is gone is told once, by `exited`. What it wrote and what that means is not known here.
 */
export class ChildProcess {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, never rejects: when the process has ended and its last bytes have been read, or some moments later when somebody else
   * holds its pipes open. */
  readonly exited: Promise<ExitInfo>;
  readonly #tree: ProcessTree;
  readonly #mark: string | undefined;
  readonly #stderrTail: LineTail;
  /** The end of the process itself, whatever its pipes do. */
  readonly #gone: Promise<void>;
  #ending: Promise<EndReport> | undefined;
  #isBeingEnded = false;
  #straysAre: 'now' | 'later' = 'now';

  constructor(
    private readonly child: NodeChild,
    identity: ProcessIdentity,
    { kind, mark, onStderr }: ChildTraits,
  ) {
    this.pid = identity.pid;
    this.#mark = mark;
    this.stdin = child.stdin ?? nowhere();
    this.stdout = child.stdout ?? new PassThrough();
    this.stderr = child.stderr ?? new PassThrough();
    for (const stream of [this.stdin, this.stdout, this.stderr]) {
      // EPIPE and its kin only say that it is gone, which `exited` says as well. Without a listener they would end the whole host.
      stream.on('error', () => undefined);
    }
    this.#stderrTail = new LineTail(onStderr);
    if (kind !== 'terminal') {
      this.stderr.on('data', (bytes: Buffer) => this.#stderrTail.push(bytes));
    }
    this.#tree = new ProcessTree(identity, () => this.isRunning);
    this.#gone = new Promise((resolve) => {
      child.once('exit', () => {
        // When many are ended together, they share one look at the machine, which was taken while they lived. Who came later has the mark.
        const table = this.#isBeingEnded ? recentProcessTable(togetherMs) : readProcessTable();
        if (kind === 'terminal' && !this.#isBeingEnded) {
          // What a command leaves running may be meant to stay until its terminal is released.
          this.#tree.lookAtExit(table);
        } else {
          this.#tree.killAtExit(table);
          void this.#endStrays();
        }
        resolve();
      });
    });
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    this.exited = this.#gone.then(async () => {
      await inTime(lastBytesMs, closed);
      this.#stderrTail.end();
      return { ...exitOf(child), stderrTail: this.#stderrTail.lines() };
    });
  }

  /** A child that a signal ended has no exit code. */
  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** The last lines it wrote to stderr so far. */
  get stderrTail(): readonly string[] {
    return this.#stderrTail.lines();
  }

  /**
   * The ladder: stdin is closed, the group is asked to end, everything is killed; each step only when the one before did not do within its
   * time. Afterwards nothing that we could see of the tree is left. A second call joins the first.
   */
  end(grace: KillGrace): Promise<EndReport> {
    this.#ending ??= this.#climb(grace);
    return this.#ending;
  }

  /** Kills all of it at once, synchronously. */
  killNow(): void {
    this.#isBeingEnded = true;
    this.#tree.kill(recentProcessTable(this.isRunning ? momentMs : togetherMs));
    // Looking for them takes longer than a synchronous call may. A window that closes looks for all of its marks itself.
    void this.#endStrays();
  }

  /** Who left the group, the session and their parents still carries the mark. Never rejects. */
  async #endStrays(): Promise<void> {
    if (this.#mark !== undefined && this.#straysAre === 'now') {
      await endStraysOf(this.#mark);
    }
  }

  async #climb(grace: KillGrace): Promise<EndReport> {
    this.#isBeingEnded = true;
    this.#straysAre = grace.strays ?? 'now';
    const startedAt = systemClock.now();
    const endedBy = await this.#firstStepThatEnds(grace);
    // Who was started meanwhile, or had left the group.
    const killed = this.#tree.kill(recentProcessTable(togetherMs));
    await inTime(grace.killMs, Promise.all([this.exited, this.#endStrays()]));
    return { endedBy, leftRunning: endedBy === 'itself' ? killed : 0, tookMs: systemClock.now() - startedAt };
  }

  async #firstStepThatEnds(grace: KillGrace): Promise<EndReport['endedBy']> {
    if (!this.isRunning) {
      return 'itself';
    }
    this.#tree.look();
    this.stdin.end();
    if (await inTime(grace.stdinMs, this.#gone)) {
      return 'stdin';
    }
    if (process.platform !== 'win32') {
      this.#tree.look();
      this.#tree.terminate();
      if (await inTime(grace.terminateMs, this.#gone)) {
        return 'terminate';
      }
    }
    this.#tree.kill(recentProcessTable());
    return (await inTime(grace.killMs, this.#gone)) ? 'kill' : 'nothing';
  }
}

export interface ChildTraits {
  readonly kind: ChildKind;
  /** What it and everything that it starts carry in their environment. */
  readonly mark: string | undefined;
  readonly onStderr: ((line: string) => void) | undefined;
}

export interface ExitInfo {
  readonly code?: number;
  readonly signal?: string;
  readonly stderrTail: readonly string[];
}

/** How long each step of the ladder may take. With 0 the next step follows at once. */
export interface KillGrace {
  readonly stdinMs: number;
  readonly terminateMs: number;
  readonly killMs: number;
  /** `later`: whoever ends this one with many others looks himself for what they leave in other sessions, once for all. */
  readonly strays?: 'now' | 'later';
}

export interface EndReport {
  /** The step after which it was gone; `itself` before the first, `nothing` when it survived them all. */
  readonly endedBy: 'itself' | 'stdin' | 'terminate' | 'kill' | 'nothing';
  /** Processes that it had left running when it ended by itself, and that were ended now; those in sessions of their own are not counted. */
  readonly leftRunning: number;
  readonly tookMs: number;
}

/** How old a look may be that those share who are ended together: a hundred of them take some hundred milliseconds to go. */
const togetherMs = 300;
const momentMs = 20;

/** A grandchild that holds a pipe open may delay its end for ever. */
const lastBytesMs = 200;

function exitOf({ exitCode, signalCode }: NodeChild): { code?: number; signal?: string } {
  return { ...(exitCode !== null && { code: exitCode }), ...(signalCode !== null && { signal: signalCode }) };
}

/** Whether it settles in time. */
async function inTime(ms: number, settles: Promise<unknown>): Promise<boolean> {
  return ms > 0 && (await within(systemClock, ms, settles)) === 'settled';
}

/** A terminal's stdin is the system's null device, and so is ours. */
function nowhere(): Writable {
  return new PassThrough().resume();
}
