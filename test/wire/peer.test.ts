import { expect, test, vi } from 'vitest';
import * as ours from '../../src/wire/peer';

test('an error from the copy of these classes in another bundle is known for what it is', async () => {
  vi.resetModules();
  const theirs = await import('../../src/wire/peer');
  expect(theirs.RpcError).not.toBe(ours.RpcError);

  const errors: readonly unknown[] = [
    new theirs.RpcError(-32002, 'No such session.', { sessionId: 's' }),
    new theirs.PeerClosedError({ kind: 'ended' }),
    new theirs.InvalidMessageError('params', 'an object'),
    new Error('RpcError'),
    { name: 'RpcError', code: 1, message: 'No error at all.' },
  ];
  expect(errors.map((error) => error instanceof ours.RpcError)).toEqual([true, false, false, false, false]);
  expect(errors.map((error) => error instanceof ours.PeerClosedError)).toEqual([false, true, false, false, false]);
  expect(errors.map((error) => error instanceof ours.InvalidMessageError)).toEqual([false, false, true, false, false]);
});
