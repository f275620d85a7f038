import { spawn } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ndjsonPeer } from '../../src/wire/ndjson';
import { PeerClosedError } from '../../src/wire/peer';
import { echo, note, ScriptedSide, settled } from './scriptedSide';

describe('the end', () => {
  test('pending and later requests reject when the stream ends', async () => {
    const side = new ScriptedSide();
    const pending = side.peer.request(echo, {}).catch((error: unknown) => error);
    await side.hear();
    side.stdout.end();
    expect(await side.peer.closed).toEqual({ kind: 'ended' });
    expect(await pending).toBeInstanceOf(PeerClosedError);
    await expect(side.peer.request(echo, {})).rejects.toMatchObject({ name: 'PeerClosedError', end: { kind: 'ended' } });
    side.peer.notify(note, { n: 1 });
    side.peer.close();
    expect(await side.peer.closed).toEqual({ kind: 'ended' });
  });

  test('closing ends the output, rejects what is pending, and can be repeated', async () => {
    const side = new ScriptedSide();
    const pending = side.peer.request(echo, {}).catch((error: unknown) => error);
    await side.hear();
    side.peer.notify(note, { n: 1 });
    side.peer.close();
    side.peer.close();
    await expect(side.peer.request(echo, {})).rejects.toBeInstanceOf(PeerClosedError);
    expect(await side.peer.closed).toEqual({ kind: 'closed' });
    expect(await pending).toMatchObject({ name: 'PeerClosedError', end: { kind: 'closed' } });
    expect((await side.hear()).method).toBe('test/note');
    expect(side.stdin.writableEnded).toBe(true);
  });

  test.each(['end', 'close'] as const)('what is in the pipe at the %s is heard, and an answer in it wins', async (how) => {
    const side = new ScriptedSide();
    const seen: number[] = [];
    side.peer.onNotification(note, ({ n }) => void seen.push(n));
    const answer = side.peer.request(echo, {});
    const { id } = await side.hear();
    side.say(...Array.from({ length: 300 }, (_, n) => ({ method: 'test/note', params: { n } })), { id, result: 'last words' });
    if (how === 'end') {
      side.stdout.end();
    } else {
      side.peer.close();
    }
    expect(await answer).toBe('last words');
    await side.peer.closed;
    expect(seen).toHaveLength(300);
  });

  test('closing hears what waits behind a pause of our own', async () => {
    const side = new ScriptedSide({ limits: { pauseBytes: 1_000, resumeBytes: 100 } });
    let heard = 0;
    side.peer.onNotification(note, () => void (heard += 1));
    for (let block = 0; block < 40; block += 1) {
      side.say(...Array.from({ length: 50 }, (_, n) => ({ method: 'test/note', params: { n } })));
    }
    side.peer.close();
    await side.peer.closed;
    expect(heard).toBe(2_000);
  });

  test('closing hears what is still on its way through the machine', async () => {
    const side = new ScriptedSide();
    const answer = side.peer.request(echo, {});
    const { id } = await side.hear();
    setImmediate(() => setImmediate(() => side.say({ id, result: 'just in time' })));
    side.peer.close();
    expect(await answer).toBe('just in time');
  });

  test('a last line needs no newline', async () => {
    const side = new ScriptedSide();
    const answer = side.peer.request(echo, {});
    const { id } = await side.hear();
    side.stdout.end(JSON.stringify({ jsonrpc: '2.0', id, result: 'x' }));
    expect(await answer).toBe('x');
  });

  test('a half line at the end is skipped and told', async () => {
    const side = new ScriptedSide();
    side.stdout.end('{"jsonrpc":"2.0","id":0,"resu');
    await side.peer.closed;
    expect(side.warnings).toEqual(['Skipped a line of 29 characters: it is not JSON (1 so far).']);
  });

  test('running handlers are told, and requests among the last bytes are not begun', async () => {
    const side = new ScriptedSide();
    const signals: AbortSignal[] = [];
    side.peer.onRequest(echo, (_params, signal) => {
      signals.push(signal);
      return new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    side.say({ id: 1, method: 'test/echo' });
    await settled(side);
    side.say({ id: 2, method: 'test/echo' });
    side.peer.close();
    await side.peer.closed;
    expect(signals).toHaveLength(1);
    expect(signals[0]?.reason).toBeInstanceOf(PeerClosedError);
  });

  test('an input that breaks closes the peer with its error', async () => {
    const side = new ScriptedSide();
    const pending = side.peer.request(echo, {}).catch((error: unknown) => error);
    side.stdout.destroy(new Error('read EIO'));
    expect(await side.peer.closed).toMatchObject({ kind: 'broken', error: { message: 'read EIO' } });
    expect(await pending).toMatchObject({ message: 'The connection broke: read EIO' });
    side.stdout.emit('error', new Error('once more'));
  });

  test('an input that is destroyed without an error, or was over before, has ended', async () => {
    const side = new ScriptedSide();
    side.stdout.destroy();
    expect(await side.peer.closed).toEqual({ kind: 'ended' });
    const input = new PassThrough();
    input.destroy();
    const late = ndjsonPeer({ input, output: new PassThrough() });
    expect(await late.closed).toEqual({ kind: 'ended' });
  });

  test('an output that breaks closes the peer, after an answer that was already there', async () => {
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => done(chunk.includes('poison') ? new Error('write EPIPE') : undefined),
    });
    const side = new ScriptedSide({ output });
    const answered = side.peer.request(echo, {});
    const unanswered = side.peer.request(echo, {}).catch((error: unknown) => error);
    side.say({ id: 0, result: 'in time' });
    const poisoned = side.peer.request(echo, { text: 'poison' }).catch((error: unknown) => error);
    expect(await answered).toBe('in time');
    expect(await poisoned).toBeInstanceOf(PeerClosedError);
    expect(await side.peer.closed).toMatchObject({ kind: 'broken', error: { message: 'write EPIPE' } });
    expect(await unanswered).toBeInstanceOf(PeerClosedError);
  });

  test('an output that is gone is noticed at the next write', async () => {
    const side = new ScriptedSide();
    side.stdin.destroy();
    await expect(side.peer.request(echo, {})).rejects.toBeInstanceOf(PeerClosedError);
    expect(await side.peer.closed).toMatchObject({ kind: 'broken' });
  });

  test('a side that never reads is given up when too much waits for it', async () => {
    const output = new Writable({ write: () => undefined });
    const side = new ScriptedSide({ output, limits: { maxUnsentBytes: 10_000 } });
    for (let n = 0; n < 20; n += 1) {
      side.peer.notify(note, { n, text: 'x'.repeat(1_000) });
    }
    const end = await side.peer.closed;
    expect(end).toMatchObject({ kind: 'broken' });
    expect(new PeerClosedError(end).message).toContain('has stopped reading');
  });

  test.each([{}, { pauseBytes: 10, resumeBytes: 1 }])('endless talk cannot keep a closed peer open (%j)', async (limits) => {
    const side = new ScriptedSide({ limits });
    let isTalking = true;
    const talk = (): void => {
      if (isTalking) {
        side.say({ method: 'test/note', params: { n: 0 } });
        setImmediate(talk);
      }
    };
    talk();
    await settled(side);
    side.peer.close();
    expect(await side.peer.closed).toEqual({ kind: 'closed' });
    expect(side.stdout.isPaused()).toBe(false);
    isTalking = false;
  });
});

describe('a real process', () => {
  test('whose answer is its last breath is heard, and writing to it afterwards hurts nobody', async () => {
    const script = `
      const die = () => process.kill(process.pid, 'SIGKILL');
      process.stdin.once('data', (line) => {
        const { id } = JSON.parse(String(line).split('\\n')[0]);
        process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result: 'x'.repeat(300000) }) + '\\n', die);
      });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const peer = ndjsonPeer({ input: child.stdout, output: child.stdin });
    const answer = peer.request(echo, {});
    const unanswered = peer.request(echo, {}).catch((error: unknown) => error);
    child.once('exit', () => peer.notify(note, { n: 1 }));
    expect(await answer).toHaveLength(300_000);
    expect(await unanswered).toBeInstanceOf(PeerClosedError);
    await peer.closed;
  });
});
