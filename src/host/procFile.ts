import { closeSync, openSync, readSync } from 'node:fs';

/**
 * Reads the small files under `/proc`, of which there are many when every process is looked at: with one buffer for all, and half the
 * system calls of `readFileSync`. What is given is valid until the next call. Undefined when there is no such file, or it is not ours to
 * read: then its process has gone away, or is somebody else's.
 */
export function readProcFile(path: string): Buffer | undefined {
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    let length = 0;
    for (;;) {
      const count = readSync(fd, buffer, length, buffer.length - length, null);
      length += count;
      if (length < buffer.length || count === 0) {
        return buffer.subarray(0, length);
      }
      buffer = Buffer.concat([buffer, Buffer.alloc(buffer.length)]);
    }
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

let buffer = Buffer.alloc(64 * 1024);
