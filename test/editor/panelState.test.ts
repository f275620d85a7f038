import { expect, test } from 'vitest';
import { readPanelState } from '../../src/editor/panelState';

const sessionId = 'session-12345';

test.each([
  ['a session', { sessionId, drafts: {}, outbox: [] }, { sessionId, hasText: false }],
  ['a session with a draft', { sessionId, drafts: { [sessionId]: 'Hel' } }, { sessionId, hasText: true }],
  ['another session\'s draft', { sessionId, drafts: { 'session-67890': 'Hel' } }, { sessionId, hasText: false }],
  ['a prompt on its way', { sessionId, outbox: [{ clientId: 'c', sessionId, text: 'Hello' }] }, { sessionId, hasText: true }],
  ['an id that no session has', { sessionId: '../../etc', drafts: {} }, undefined],
  ['nothing', undefined, undefined],
  ['junk', { sessionId: 7, drafts: null }, undefined],
])('a panel that left %s behind', (_, state, expected) => {
  expect(readPanelState(state)).toEqual(expected);
});
