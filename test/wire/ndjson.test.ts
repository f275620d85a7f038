import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { errorCode } from '../../src/wire/acp';
import { InvalidMessageError, RpcError } from '../../src/wire/peer';
import type { NotificationMethod } from '../../src/wire/peer';
import { echo, note, ScriptedSide, settled } from './scriptedSide';

describe('asking', () => {
  test('a request is one line and its answer settles it', async () => {
    const side = new ScriptedSide();
    const answer = side.peer.request(echo, { text: 'two\nlines' });
    const sent = await side.hear();
    expect(sent).toEqual({ jsonrpc: '2.0', id: 0, method: 'test/echo', params: { text: 'two\nlines' } });
    side.say({ id: sent.id, result: { ok: true } });
    expect(await answer).toEqual({ ok: true });
  });

  test('answers find their requests in any order', async () => {
    const side = new ScriptedSide();
    const answers = [side.peer.request(echo, { n: 1 }), side.peer.request(echo, { n: 2 })];
    const [first, second] = [await side.hear(), await side.hear()];
    side.say({ id: second.id, result: 'second' }, { id: first.id, result: 'first' });
    expect(await Promise.all(answers)).toEqual(['first', 'second']);
  });

  test('an error that was answered keeps its code, message and data', async () => {
    const side = new ScriptedSide();
    const answer = side.peer.request(echo, {});
    side.say({ id: (await side.hear()).id, error: { code: -32000, message: 'Log in first', data: { details: 'no key' } } });
    const error = await answer.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: -32000, message: 'Log in first', data: { details: 'no key' } });
  });

  test.each([
    ['a string', 'boom', { code: -32603, message: 'boom' }],
    ['without a code', { message: 'boom' }, { code: -32603, message: 'boom' }],
    ['with an object for a message', { code: 401, message: { toString: 1 } }, { code: 401, message: '{"toString":1}' }],
    ['empty', {}, { code: -32603, message: 'No message was given.' }],
  ])('a misshapen error (%s) still rejects the request', async (_name, error, expected) => {
    const side = new ScriptedSide();
    const answer = side.peer.request(echo, {});
    side.say({ id: (await side.hear()).id, error });
    await expect(answer).rejects.toMatchObject(expected);
  });

  test('an answer without a result is an empty one', async () => {
    const side = new ScriptedSide();
    const answer = side.peer.request(echo, {});
    side.say({ id: (await side.hear()).id });
    expect(await answer).toBeNull();
  });

  test('a result that cannot be read rejects only its own request', async () => {
    const side = new ScriptedSide();
    const readResult = (): never => {
      throw new InvalidMessageError('result.sessionId', 'a string');
    };
    const bad = side.peer.request({ ...echo, readResult }, {});
    const good = side.peer.request(echo, {});
    side.say({ id: (await side.hear()).id, result: {} }, { id: (await side.hear()).id, result: 1 });
    await expect(bad).rejects.toThrow('result.sessionId should be a string.');
    expect(await good).toBe(1);
  });

  test('a message that cannot be written rejects and the connection goes on', async () => {
    const side = new ScriptedSide({ limits: { maxLineBytes: 1_000 } });
    await expect(side.peer.request(echo, { n: 1n })).rejects.toThrow('BigInt');
    await expect(side.peer.request(echo, { text: 'x'.repeat(1_000) })).rejects.toThrow('too long to send');
    side.peer.notify(note, { n: 1 });
    expect((await side.hear()).params).toEqual({ n: 1 });
  });
});

describe('hearing', () => {
  test('notifications are heard in order and before the answer behind them', async () => {
    const side = new ScriptedSide();
    const seen: (number | string)[] = [];
    side.peer.onNotification(note, ({ n }) => void seen.push(n));
    const answer = side.peer.request(echo, {}).then(() => seen.push('answer'));
    const { id } = await side.hear();
    const notes = Array.from({ length: 500 }, (_, n) => ({ method: 'test/note', params: { n } }));
    side.say(...notes, { id, result: null }, { method: 'test/note', params: { n: 500 } });
    await answer;
    expect(seen.slice(0, 501)).toEqual([...Array(500).keys(), 'answer']);
    await settled(side);
    expect(seen.at(-1)).toBe(500);
  });

  test('a notification that is invalid, unknown or badly handled costs nothing else', async () => {
    const side = new ScriptedSide();
    const picky: NotificationMethod<unknown> = {
      name: 'test/picky',
      readParams: () => {
        throw new InvalidMessageError('params.sessionId', 'a string');
      },
    };
    const seen: number[] = [];
    side.peer.onNotification(picky, () => seen.push(-1));
    side.peer.onNotification(note, ({ n }) => {
      seen.push(n);
      if (n === 1) {
        throw new Error('handler broke');
      }
    });
    side.say({ method: 'test/picky' }, { method: 'test/nobody' }, { method: '$/progress' });
    side.say({ method: 'test/note', params: { n: 1 } }, { method: 'test/note', params: { n: 2 } });
    await settled(side);
    expect(seen).toEqual([1, 2]);
    expect(side.warnings).toEqual([
      'Skipped an invalid notification (test/picky): params.sessionId should be a string.',
      'The handler of a notification failed (test/note): handler broke',
    ]);
  });

  test('every arrival of bytes is told, even when they are no message yet', async () => {
    let signs = 0;
    const side = new ScriptedSide({ onBytes: () => (signs += 1) });
    await settled(side);
    expect(signs).toBe(1);
    side.stdout.write('{"json');
    await new Promise(setImmediate);
    expect(signs).toBe(2);
  });

  test('a trace sees every message both ways while it is on', async () => {
    const traced: string[] = [];
    let isOn = true;
    const side = new ScriptedSide({
      get onMessage() {
        return isOn ? (direction: 'in' | 'out', text: string) => void traced.push(`${direction} ${text}`) : undefined;
      },
    });
    side.stdout.write('junk\n');
    side.say({ method: 'test/note', params: { n: 1 } });
    await settled(side);
    isOn = false;
    await settled(side);
    expect(traced.length).toBe(3);
    expect(traced[0]).toBe('in {"jsonrpc":"2.0","method":"test/note","params":{"n":1}}');
    expect(traced[2]).toContain('out {"jsonrpc":"2.0","id":"settled');
  });
});

describe('answering', () => {
  test.each([
    ['a value', () => ({ ok: 1 }), { result: { ok: 1 } }],
    ['a promise', async () => 'later', { result: 'later' }],
    ['nothing', () => undefined, { result: null }],
    ['an RpcError', failWith(new RpcError(-32002, 'No such file', { uri: 'a' })), { error: { code: -32002, data: { uri: 'a' } } }],
    ['another error', failWith(new Error('disk full')), { error: { code: errorCode.internalError, message: 'disk full' } }],
    ['what cannot be written', () => 1n, { error: { code: errorCode.internalError } }],
  ])('a handler that gives %s is answered', async (_name, handler: () => unknown, expected) => {
    const side = new ScriptedSide();
    side.peer.onRequest(echo, handler);
    side.say({ id: 'a', method: 'test/echo', params: {} });
    expect(await side.hear()).toMatchObject({ id: 'a', ...expected });
  });

  test('invalid parameters are answered with what was expected', async () => {
    const side = new ScriptedSide();
    const readParams = (): never => {
      throw new InvalidMessageError('params.path', 'a string');
    };
    side.peer.onRequest({ ...echo, readParams }, () => 'never');
    side.say({ id: 7, method: 'test/echo' });
    const error = { code: errorCode.invalidParams, message: 'params.path should be a string.' };
    expect(await side.hear()).toMatchObject({ id: 7, error });
  });

  test('an unknown request is answered so', async () => {
    const side = new ScriptedSide();
    side.say({ id: 1, method: 'craft/drainMidTurnQueue', params: [1, 2] });
    expect(await side.hear()).toMatchObject({ id: 1, error: { code: errorCode.methodNotFound } });
  });

  test('missing and positional parameters reach the reader as they are', async () => {
    const side = new ScriptedSide();
    const seen: unknown[] = [];
    side.peer.onRequest(echo, (params) => void seen.push(params));
    side.say({ id: 1, method: 'test/echo' }, { id: 2, method: 'test/echo', params: [1, 2] });
    side.say({ id: 3, method: 'test/echo', params: null });
    await settled(side);
    expect(seen).toEqual([undefined, [1, 2], null]);
  });
});

describe('cancelling', () => {
  test('an aborted request says so on the wire, rejects at once, and its late answer is swallowed', async () => {
    const side = new ScriptedSide();
    const stop = new AbortController();
    const answer = side.peer.request(echo, {}, stop.signal);
    const { id } = await side.hear();
    const reason = new Error('waited long enough');
    stop.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(await side.hear()).toEqual({ jsonrpc: '2.0', method: '$/cancel_request', params: { requestId: id } });
    side.say({ id, error: { code: errorCode.requestCancelled, message: 'cancelled' } });
    await settled(side);
  });

  test('a request whose signal has aborted already is never sent', async () => {
    const side = new ScriptedSide();
    const reason = new Error('too late');
    await expect(side.peer.request(echo, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    side.peer.notify(note, { n: 1 });
    expect((await side.hear()).method).toBe('test/note');
  });

  test('an answered request is not cancelled by a later abort', async () => {
    const side = new ScriptedSide();
    const stop = new AbortController();
    const answer = side.peer.request(echo, {}, stop.signal);
    side.say({ id: (await side.hear()).id, result: 1 });
    await answer;
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    stop.abort();
    side.peer.notify(note, { n: 1 });
    expect((await side.hear()).method).toBe('test/note');
  });

  test('the other side cancels a request of its own, and still gets an answer', async () => {
    const side = new ScriptedSide();
    side.peer.onRequest(echo, (_params, signal) => {
      const { promise, reject } = withReject();
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      return promise;
    });
    side.say({ id: 'ask', method: 'test/echo', params: {} });
    await settled(side);
    side.say({ method: '$/cancel_request', params: { requestId: 'ask' } });
    expect(await side.hear()).toMatchObject({ id: 'ask', error: { code: errorCode.requestCancelled } });
  });

  test('a request that is cancelled before it is dispatched is handled with an aborted signal', async () => {
    const side = new ScriptedSide();
    side.peer.onRequest(echo, (_params, signal) => signal.aborted);
    side.say({ id: 5, method: 'test/echo', params: {} }, { method: '$/cancel_request', params: { requestId: 5 } });
    expect(await side.hear()).toMatchObject({ id: 5, result: true });
  });

  test.each([{}, { requestId: null }, { requestId: { a: 1 } }, 'x', undefined])('cancelling nothing (%j) is skipped', async (params) => {
    const side = new ScriptedSide();
    side.say({ method: '$/cancel_request', params }, { method: '$/cancelRequest', params });
    await settled(side);
    expect(side.warnings).toHaveLength(2);
  });
});

function failWith(error: Error): () => Promise<never> {
  return () => Promise.reject(error);
}

function withReject(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<never>((_resolve, rejectIt) => {
    reject = rejectIt;
  });
  return { promise, reject };
}
