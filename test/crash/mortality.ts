/**
 * How the window dies by its own hand: at a change of a file, counted, or in the midst of it; killed by the system all the same. Also the
 * functions of `node:fs` that change something, for `src/host` in place of Node's own. The bundle for the test puts them there.
 */
import * as fs from 'node:fs';
import type { PathLike } from 'node:fs';

/** Says what has happened, to the one who kills. Dying right behind it is a moment like any other. */
export function report(fact: readonly unknown[]): void {
  fs.writeSync(3, `${JSON.stringify(fact)}\n`);
  step();
}

/** At the change of a file with this number, or in the midst of the append with this number. */
export function dieAt({ step: steps = Infinity, append = Infinity }: { readonly step?: number; readonly append?: number }): void {
  stepsLeft = steps;
  appendsLeft = append;
}

export function openSync(path: PathLike, flags: string): number {
  step();
  return fs.openSync(path, flags);
}

/** Only logs append: the conversation's, and the board's. */
export function writeSync(fd: number, data: string | Uint8Array, offset?: number, length?: number): number {
  appendsLeft -= 1;
  return write(fd, data, offset, length);
}

function write(fd: number, data: string | Uint8Array, offset = 0, length?: number): number {
  const all = Buffer.from(data as Uint8Array);
  const bytes = all.subarray(offset, length === undefined ? undefined : offset + length);
  step();
  stepsLeft = appendsLeft < 0 ? 0 : stepsLeft;
  step(() => fs.writeSync(fd, bytes.subarray(0, Math.floor(bytes.length * Math.random()))));
  return fs.writeSync(fd, bytes);
}

export function writeFileSync(file: PathLike | number, data: string | Uint8Array, options: { readonly flag?: string } = {}): void {
  if (typeof file === 'number') {
    write(file, data);
    return;
  }
  const fd = openSync(file, options.flag ?? 'w');
  write(fd, data);
  step();
  fs.closeSync(fd);
}

export function renameSync(from: PathLike, to: PathLike): void {
  step();
  fs.renameSync(from, to);
}

export function symlinkSync(target: string, path: PathLike): void {
  step();
  fs.symlinkSync(target, path);
}

export function unlinkSync(path: PathLike): void {
  step();
  fs.unlinkSync(path);
}

export function rmSync(path: PathLike, options: fs.RmOptions): void {
  step();
  fs.rmSync(path, options);
}

export function truncateSync(path: PathLike, length: number): void {
  step();
  fs.truncateSync(path, length);
}

export function mkdirSync(path: PathLike, options: { readonly recursive: true }): void {
  step();
  fs.mkdirSync(path, options);
}

let stepsLeft = Infinity;
let appendsLeft = Infinity;

function step(inTheMidst: () => void = () => undefined): void {
  stepsLeft -= 1;
  if (stepsLeft < 0) {
    inTheMidst();
    process.kill(process.pid, 'SIGKILL');
    // The signal is there when the call returns; nothing of ours may run behind it, whatever the system.
    for (;;) {
      // Nothing.
    }
  }
}
