import { expect, test } from 'vitest';
import type { HostMessage, Snapshot } from '../../src/chat/protocol';
import { readHostMessage } from '../../src/webview/hostMessage';
import { Link } from '../../src/webview/link';

const snapshot = { frame: {}, head: { sessionId: 's' }, items: [], draft: '' } as unknown as Snapshot;
const delta = (seq: number): HostMessage => ({ kind: 'delta', seq, changes: [] });

class Host {
  asked = 0;
  taken: (readonly HostMessage[])[] = [];
  frames: (() => void)[] = [];
  timers: { ms: number; run: () => void }[] = [];
  readonly link = new Link<HostMessage>({
    read: readHostMessage,
    ask: () => (this.asked += 1),
    take: (messages) => this.taken.push(messages),
    frame: (run) => this.frames.push(run),
    after: (ms, run) => {
      const timer = { ms, run };
      this.timers.push(timer);
      return () => (this.timers = this.timers.filter((candidate) => candidate !== timer));
    },
  });

  nextFrame(): void {
    this.frames.splice(0).forEach((run) => run());
  }

  timeOut(): void {
    this.timers.splice(0).forEach((timer) => timer.run());
  }
}

test('takes everything that arrived within a frame at once, in order', () => {
  const host = new Host();
  host.link.open();
  host.link.receive({ kind: 'snapshot', seq: 7, snapshot });
  host.link.receive(delta(8));
  host.link.receive(delta(9));
  expect(host.taken).toEqual([]);
  host.nextFrame();
  expect(host.taken.map((messages) => messages.map((message) => message.kind))).toEqual([['snapshot', 'delta', 'delta']]);
  expect(host.timers).toEqual([]);
});

test('asks for a snapshot after a gap, and shows nothing that came in between', () => {
  const host = new Host();
  host.link.open();
  host.link.receive({ kind: 'snapshot', seq: 1, snapshot });
  host.link.receive(delta(3));
  host.link.receive(delta(4));
  expect(host.asked).toBe(2);
  host.link.receive({ kind: 'snapshot', seq: 4, snapshot });
  host.link.receive(delta(5));
  host.nextFrame();
  expect(host.taken.flat().map((message) => ('seq' in message ? message.seq : message.kind))).toEqual([1, 4, 5]);
});

test('drops deltas that come before the first snapshot', () => {
  const host = new Host();
  host.link.open();
  host.link.receive(delta(1));
  host.nextFrame();
  expect(host.taken).toEqual([]);
  expect(host.asked).toBe(1);
});

test('asks a silent host again, less and less often, and says that it takes long', () => {
  const host = new Host();
  host.link.open();
  const waits: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    waits.push(host.timers[0]?.ms ?? 0);
    host.timeOut();
  }
  expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 16_000]);
  expect(host.asked).toBe(6);
  expect(host.link.waiting.value).toBe('long');
  host.link.receive({ kind: 'snapshot', seq: 1, snapshot });
  expect(host.link.waiting.value).toBeUndefined();
  expect(host.timers).toEqual([]);
});

test('takes an acknowledgement although no snapshot has come yet', () => {
  const host = new Host();
  host.link.open();
  host.link.receive({ kind: 'ack', clientId: 'c' });
  host.nextFrame();
  expect(host.taken.flat()).toEqual([{ kind: 'ack', clientId: 'c' }]);
});

test('drops what is no message of the host', () => {
  const host = new Host();
  host.link.open();
  for (const junk of [undefined, null, 'text', { kind: 'other' }, { kind: 'toString' }, { kind: 'snapshot', seq: '1' }, { kind: 'delta', seq: 1 }]) {
    host.link.receive(junk);
  }
  host.nextFrame();
  expect(host.taken).toEqual([]);
});
