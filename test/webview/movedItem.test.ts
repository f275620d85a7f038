import { expect, test } from 'vitest';
import type { Item } from '../../src/session/item';
import { Store } from '../../src/webview/store';

function prompt(state: 'queued' | 'sent'): Item {
  return { kind: 'user', id: 'turn', content: [{ kind: 'text', text: 'Hello' }], at: 0, origin: 'user', state };
}

test('a prompt that moves from the queue to its place keeps the cell that the screen listens to', () => {
  const store = new Store();
  store.apply([{ kind: 'put', item: prompt('queued') }], undefined, undefined);
  const onScreen = store.cell('turn');
  store.apply([{ kind: 'remove', id: 'turn' }, { kind: 'put', item: prompt('sent') }], undefined, undefined);
  expect(onScreen?.item.value).toMatchObject({ state: 'sent' });
  expect(store.cell('turn')).toBe(onScreen);
});
