import { existsSync } from 'node:fs';
import { parse } from 'node:path';
import type { ChildProcess } from './childProcess';
import { markVariable } from './environment';
import { ownIdentity, type ProcessIdentity } from './processIdentity';
import { spawnChild } from './spawnChild';

/**
 * The window's last friend: a small process of its own (10 MB besides what it shares) that holds a pipe to us and knows our children.
 * When the pipe ends without a goodbye, we were killed, and it kills them at once (`reaperProcess.ts`). It starts with the first child,
 * and anew when it dies, three times at most. Without it all else works; what would be left then is found by the next window.
 */
export class Reaper {
  readonly #children = new Map<number, ProcessIdentity>();
  #process: ChildProcess | undefined;
  #state: 'none' | 'starting' | 'running' | 'over' = 'none';
  #startsLeft = 4;

  constructor(private readonly options: ReaperOptions) {}

  /** Something is about to be started. */
  starting(): void {
    if (this.#state === 'none') {
      void this.#start();
    }
  }

  started({ pid, startToken }: ProcessIdentity): void {
    const identity = { pid, ...(startToken !== undefined && { startToken }) };
    this.#children.set(pid, identity);
    this.#tell(startedLine(identity));
  }

  ended(pid: number): void {
    this.#children.delete(pid);
    this.#tell(endedLine(pid));
  }

  /** The window has closed in good order. */
  goodbye(): void {
    this.#state = 'over';
    this.#process?.stdin.end(goodbyeLine);
  }

  /** Never rejects. The system's part of it is done before the first `await`. */
  async #start(): Promise<void> {
    const { script, window, log } = this.options;
    if (!existsSync(script)) {
      this.#state = 'over';
      log.warn(`There is no ${script}: should this window be killed, the next one ends what it leaves.`);
      return;
    }
    this.#state = 'starting';
    this.#startsLeft -= 1;
    const { pid, startToken } = ownIdentity();
    const started = await spawnChild({
      kind: 'own',
      command: process.execPath,
      args: [script, window, String(pid), startToken ?? ''],
      // Nothing that a person may want to remove or unmount.
      cwd: parse(process.execPath).root,
      // It must not be taken for one of those that it is there to end.
      inherited: { ...process.env, [markVariable]: undefined },
      onStderr: (line) => log.warn(`The reaper says: ${line}`),
    });
    if (started.kind !== 'started') {
      this.#ended('it cannot be started');
      return;
    }
    const { child } = started;
    this.#process = child;
    void child.exited.then(({ code, signal }) => this.#ended(`it ended (${signal ?? code ?? 'unknown'})`));
    if (this.#state === 'starting') {
      this.#state = 'running';
      [...this.#children.values()].forEach((one) => this.#tell(startedLine(one)));
    } else {
      child.stdin.end(goodbyeLine);
    }
  }

  #ended(reason: string): void {
    this.#process = undefined;
    if (this.#state === 'over') {
      return;
    }
    const again = this.#startsLeft > 0;
    this.options.log.warn(`The reaper of this window is gone: ${reason}.${again ? ' It is started again.' : ''}`);
    this.#state = again ? 'none' : 'over';
    if (again) {
      void this.#start();
    }
  }

  #tell(line: string): void {
    if (this.#state === 'running') {
      this.#process?.stdin.write(line);
    }
  }
}

export interface ReaperOptions {
  /** The bundle of `reaperProcess.ts`. */
  readonly script: string;
  readonly window: string;
  readonly log: { warn(message: string): void };
}

const goodbyeLine = 'goodbye\n';

function startedLine({ pid, startToken = '' }: ProcessIdentity): string {
  return `started ${pid} ${startToken}\n`;
}

function endedLine(pid: number): string {
  return `ended ${pid}\n`;
}
