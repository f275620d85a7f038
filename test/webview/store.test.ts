import { effect } from '@preact/signals';
import { expect, test } from 'vitest';
import type { SessionHead, Snapshot } from '../../src/chat/protocol';
import { terminalItemId } from '../../src/session/item';
import type { Item } from '../../src/session/item';
import { Store } from '../../src/webview/store';
import { terminalCellId } from '../../src/webview/tool/terminalCell';

const message = (id: string, text = ''): Item => ({ kind: 'message', id, speaker: 'agent', content: [{ kind: 'text', text }], at: 0 });
const queued = (id: string): Item => ({ kind: 'user', id, content: [], at: 0, state: 'queued', origin: 'user' });
const head = (change: Partial<SessionHead> = {}): SessionHead => ({
  sessionId: 's',
  title: '',
  agent: { id: 'a', name: 'A' },
  agentFixed: false,
  state: { kind: 'working', since: 0, what: undefined },
  commands: [],
  queueHeld: false,
  ...change,
});
const snapshot = (items: readonly Item[], change: Partial<SessionHead> = {}): Snapshot => ({
  frame: { agents: [], trusted: true, sendKey: 'enter' },
  head: head(change),
  items,
  draft: '',
});

function openStore(...items: readonly Item[]): Store {
  const store = new Store();
  store.show(snapshot(items));
  return store;
}

test('text that grows draws neither its item nor the order again', () => {
  const store = openStore(message('a'), message('b'));
  let drawn = 0;
  const added: string[] = [];
  effect(() => {
    void [store.order.value, store.cell('a')?.item.value];
    drawn += 1;
  });
  const cell = store.cell('a');
  if (cell !== undefined) {
    cell.onAppend = (text) => added.push(text);
  }
  store.apply([{ kind: 'append', id: 'a', text: 'x' }, { kind: 'append', id: 'a', text: 'y' }], undefined, undefined);
  expect(added).toEqual(['x', 'y']);
  expect(cell?.appended).toBe('xy');
  expect(drawn).toBe(1);
});

test('an item that is put replaces what was added to it', () => {
  const store = openStore(message('a', 'one'));
  store.apply([{ kind: 'append', id: 'a', text: ' two' }, { kind: 'put', item: message('a', 'one two') }], undefined, undefined);
  expect(store.cell('a')?.appended).toBe('');
  expect(store.cell('a')?.item.value).toEqual(message('a', 'one two'));
});

test('a new item stands at the end, a known one stays in its place', () => {
  const store = openStore(message('a'), message('b'));
  store.apply([{ kind: 'put', item: message('c') }, { kind: 'put', item: message('a', 'changed') }], undefined, undefined);
  expect(store.order.value).toEqual(['a', 'b', 'c']);
});

test('an item that is removed and put again stands at the end, and one that is put and removed is gone', () => {
  const store = openStore(message('a'), message('b'));
  const changes = [{ kind: 'remove', id: 'a' }, { kind: 'put', item: message('a') }, { kind: 'put', item: message('c') }, { kind: 'remove', id: 'c' }] as const;
  store.apply(changes, undefined, undefined);
  expect(store.order.value).toEqual(['b', 'a']);
  expect(store.cell('c')).toBeUndefined();
});

test('a change to an item that is not there is no surprise', () => {
  const store = openStore();
  store.apply([{ kind: 'append', id: 'x', text: 'y' }, { kind: 'remove', id: 'z' }], undefined, undefined);
  expect(store.order.value).toEqual([]);
});

test('a second snapshot of the session keeps the cells, one of another session does not', () => {
  const store = openStore(message('a'), message('b'));
  const cell = store.cell('a');
  store.show(snapshot([message('a', 'more')]));
  expect(store.cell('a')).toBe(cell);
  expect(store.cell('b')).toBeUndefined();
  store.show(snapshot([message('a')], { sessionId: 't' }));
  expect(store.cell('a')).not.toBe(cell);
});

test('the item that is being written is the last one, apart from queued prompts, and none while nothing works', () => {
  const store = openStore(message('a'), message('b'), queued('q'));
  expect(store.liveId.value).toBe('b');
  store.apply([], head({ state: { kind: 'idle' } }), undefined);
  expect(store.liveId.value).toBeUndefined();
});

test('the view finds a terminal under the id that the session gives it', () => {
  expect(terminalCellId('x:1')).toBe(terminalItemId('x:1'));
});
