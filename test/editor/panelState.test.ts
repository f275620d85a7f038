import { expect, test } from 'vitest';
import { readPanelState } from '../../src/editor/panelState';

const sessionId = 'session-12345';

test.each([
  ['a session', { sessionId, outbox: [] }, { sessionId, hasPrompt: false }],
  ['a prompt on its way', { sessionId, outbox: [{ clientId: 'c', sessionId, text: 'Hello' }] }, { sessionId, hasPrompt: true }],
  ['an id that no session has', { sessionId: '../../etc', outbox: [] }, undefined],
  ['nothing', undefined, undefined],
  ['junk', { sessionId: 7, outbox: null }, undefined],
])('a panel that left %s behind', (_, state, expected) => {
  expect(readPanelState(state)).toEqual(expected);
});
