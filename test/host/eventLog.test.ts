import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SetAside } from '../../src/host/aside';
import { DiskFault } from '../../src/host/diskFault';
import { EventLog, type EventLogOptions } from '../../src/host/eventLog';
import { bundleScript } from './runScript';
import { tempDir } from './tempDir';

function scene(content?: string | Buffer) {
  const dir = tempDir();
  const path = join(dir, 'sessions', 'one', 'log.ndjson');
  const repairs: SetAside[] = [];
  const open = (extra: Partial<EventLogOptions> = {}): EventLog =>
    EventLog.open(path, { asideDir: join(dir, 'aside'), onRepair: (report) => repairs.push(report), ...extra });
  if (content !== undefined) {
    open().close();
    writeFileSync(path, content);
  }
  return { path, repairs, open };
}

describe('an event log', () => {
  test('gives back what was appended, in order, also after it was opened again', async () => {
    const { open, repairs } = scene();
    const first = open();
    first.append({ n: 1, text: 'a line\nwith a break and 🙂' });
    await first.sync();
    first.close();
    const second = open();
    second.append({ n: 2 });
    expect(second.read()).toEqual({ records: [{ n: 1, text: 'a line\nwith a break and 🙂' }, { n: 2 }], badLines: 0 });
    expect(repairs).toEqual([]);
    second.close();
  });

  test('keeps a torn last line aside and never glues the next record to it', () => {
    const { path, open, repairs } = scene('{"n":1}\n{"n":2,"text":"half');
    const log = open();
    expect(log.read().records).toEqual([{ n: 1 }]);
    expect(repairs).toEqual([]);
    log.mend();
    expect(repairs).toHaveLength(1);
    expect(readFileSync(repairs[0]!.keptAt!, 'utf8')).toBe('{"n":2,"text":"half');
    log.append({ n: 3 });
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":3}\n');
    log.close();
  });

  test('takes off a torn line that is larger than a block', () => {
    const torn = `{"text":"${'x'.repeat(3_000_000)}`;
    const { path, open, repairs } = scene(`{"n":1}\n${torn}`);
    const log = open();
    log.mend();
    expect(statSync(repairs[0]!.keptAt!).size).toBe(torn.length);
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n');
    log.close();
  });

  test('keeps a last record that is whole and only lacks its newline', () => {
    const { path, open, repairs } = scene('{"n":1}\n{"n":2}');
    const log = open();
    expect(log.read().records).toEqual([{ n: 1 }, { n: 2 }]);
    expect(log.readTail(1).records).toEqual([{ n: 2 }]);
    log.append({ n: 3 });
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n');
    expect(repairs).toEqual([]);
    log.close();
  });

  test('is followed by another who reads, without a line twice and without one that is half written', () => {
    const { path, open } = scene('{"n":1}\n');
    const writer = open();
    const reader = open();
    expect(reader.read().records).toEqual([{ n: 1 }]);
    writer.append({ n: 2 });
    writer.append({ n: 3 });
    expect(reader.readNew().records).toEqual([{ n: 2 }, { n: 3 }]);
    appendFileSync(path, '{"n":4,"text":"ha');
    expect(reader.readNew().records).toEqual([]);
    appendFileSync(path, 'lf"}');
    expect(reader.readNew().records).toEqual([{ n: 4, text: 'half' }]);
    appendFileSync(path, '\n{"n":5}\n');
    expect(reader.readNew()).toEqual({ records: [{ n: 5 }], badLines: 0 });
    reader.append({ n: 6 });
    expect(reader.readNew().records).toEqual([]);
    writer.readNew();
    writer.mend();
    writer.append({ n: 7 });
    expect(reader.readNew().records).toEqual([{ n: 7 }]);
    expect(reader.read().records.map((record) => (record as { n: number }).n)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    writer.close();
    reader.close();
  });

  test('skips and counts a damaged line in the middle and loses nothing else', () => {
    const { open } = scene(Buffer.concat([Buffer.from('{"n":1}\n{"n":2}{"glued":'), Buffer.alloc(20), Buffer.from('\n17\n\n{"n":4}\n')]));
    const log = open();
    expect(log.read()).toEqual({ records: [{ n: 1 }, { n: 4 }], badLines: 2 });
    expect(log.readTail(2)).toEqual({ records: [{ n: 1 }, { n: 4 }], badLines: 2 });
    log.close();
  });

  test('completes a short write', () => {
    const { open } = scene();
    const log = open({ write: (fd, bytes, offset, length) => writeSync(fd, bytes, offset, Math.min(length, 3)) });
    log.append({ text: 'a record of more than three bytes' });
    expect(log.read()).toEqual({ records: [{ text: 'a record of more than three bytes' }], badLines: 0 });
    log.close();
  });

  test('says that the disk is full, takes the half record back, and goes on when there is room again', () => {
    const { path, open } = scene();
    let room = 20;
    const log = open({
      write(fd, bytes, offset, length) {
        if (room === 0) {
          throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        }
        const written = writeSync(fd, bytes, offset, Math.min(length, room));
        room -= written;
        return written;
      },
    });
    log.append({ n: 1 });
    const failed = (): void => log.append({ n: 2, text: 'too long for what is left' });
    expect(failed).toThrow(DiskFault);
    expect(failed).toThrow(/the disk is full/);
    expect(readFileSync(path, 'utf8')).toBe('{"n":1}\n');
    room = 1000;
    log.append({ n: 3 });
    expect(log.read()).toEqual({ records: [{ n: 1 }, { n: 3 }], badLines: 0 });
    log.close();
  });

  test('reads only the end of a long file for its tail, back to the record that was asked for', () => {
    const { path, open } = scene();
    const log = open();
    for (let n = 0; n < 5000; n += 1) {
      log.append({ n, kind: n === 4990 ? 'prompt' : 'update', text: 'x'.repeat(n % 7 === 0 ? 9000 : 10) });
    }
    const tail = log.readTail((record) => (record as { kind: string }).kind === 'prompt').records as { n: number }[];
    expect(tail.map(({ n }) => n)).toEqual([4990, 4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999]);
    expect(log.readTail(3).records).toEqual(tail.slice(-3));
    expect(log.readTail(9999).records).toEqual(log.read().records);
    // A line that a writer has not ended yet is no record.
    appendFileSync(path, '{"n":5000');
    expect(log.readTail(1).records).toEqual(tail.slice(-1));
    log.close();
  });

  test('loses nothing that it had taken, and glues nothing, when its process is killed in the middle of a write', async () => {
    const { path, repairs, open } = scene();
    open().close();
    const script = join(dirname(path), 'writer.cjs');
    await bundleScript(
      `
      import { writeSync } from 'node:fs';
      import { EventLog } from './src/host/eventLog';
      const [path, asideDir, first] = process.argv.slice(2);
      const last = Number(first) + 3;
      let n = Number(first);
      // In the middle of the last record it stands still, to be killed there.
      const write = (fd: number, bytes: Uint8Array, offset: number, length: number) => {
        if (n < last) {
          return writeSync(fd, bytes, offset, length);
        }
        writeSync(fd, bytes, offset, length >> 1);
        writeSync(1, 'half');
        return Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 0;
      };
      const log = EventLog.open(path!, { asideDir: asideDir!, write });
      for (; n <= last; n += 1) {
        log.append({ n, text: 'x'.repeat(n * 10_000) });
      }
      `,
      script,
    );
    for (let taken = 0; taken < 15; taken += 3) {
      const args = [script, path, join(dirname(path), 'aside'), String(taken)];
      const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const closed = once(writer, 'close');
      expect(String(await once(writer.stdout, 'data'))).toBe('half');
      writer.kill('SIGKILL');
      await closed;
      expect(readFileSync(path).at(-1)).not.toBe('\n'.charCodeAt(0));
    }
    const log = open();
    log.mend();
    expect(repairs).toHaveLength(1);
    const { records, badLines } = log.read();
    expect((records as { n: number }[]).map(({ n }) => n)).toEqual(Array.from({ length: 15 }, (_, n) => n));
    expect(badLines).toBe(0);
    log.close();
  }, 20_000);

  test('has no tail when it is empty or when nothing is asked for', () => {
    const { open } = scene();
    const log = open();
    expect(log.readTail(1)).toEqual({ records: [], badLines: 0 });
    log.append({ n: 1 });
    expect(log.readTail(0).records).toEqual([]);
    log.close();
  });

  test('may be closed while the disk still confirms, and takes nothing afterwards', async () => {
    const { path, open } = scene();
    const log = open();
    log.append({ n: 1 });
    const synced = log.sync();
    log.close();
    log.close();
    await synced;
    expect(() => log.append({ n: 2 })).toThrow(/closed/);
    await expect(log.sync()).rejects.toThrow(/closed/);
    expect(existsSync(path)).toBe(true);
  });

  test('says in a person\'s words why it cannot be opened', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'sessions'), 'a file where a folder should be');
    expect(() => EventLog.open(join(dir, 'sessions', 'one.ndjson'), { asideDir: join(dir, 'aside') })).toThrow(/could not be opened/);
  });
});
