import { expect, test } from 'vitest';
import { SessionRoutes } from '../../src/agent/sessionRoutes';
import type { SessionUpdate } from '../../src/wire/acpUpdate';

class Heard {
  readonly modes: string[] = [];
  update(update: SessionUpdate): void {
    this.modes.push(update.sessionUpdate === 'current_mode_update' ? update.currentModeId : '?');
  }
}
const mode = (currentModeId: string): SessionUpdate => ({ sessionUpdate: 'current_mode_update', currentModeId });

test('updates that came before their session are delivered to it in order, once', () => {
  const routes = new SessionRoutes<Heard>();
  routes.deliver('a', mode('1'));
  routes.deliver('b', mode('other'));
  routes.deliver('a', mode('2'));
  const session = new Heard();
  routes.take('a', session, 'deliver');
  routes.deliver('a', mode('3'));
  expect(session.modes).toEqual(['1', '2', '3']);
  const later = new Heard();
  routes.take('a', later, 'deliver');
  expect(later.modes).toEqual([]);
});

test('a session that is opened again does not hear what came while nobody listened', () => {
  const routes = new SessionRoutes<Heard>();
  routes.take('a', new Heard(), 'deliver').release();
  routes.deliver('a', mode('late'));
  const session = new Heard();
  routes.take('a', session, 'forget');
  expect(session.modes).toEqual([]);
});

test('an agent that talks to nobody fills no memory, and it is said once', () => {
  const complaints: string[] = [];
  const routes = new SessionRoutes<Heard>((sessionId) => void complaints.push(sessionId));
  for (let n = 0; n < 10_000; n += 1) {
    routes.deliver('nobody', mode(String(n)));
  }
  const session = new Heard();
  routes.take('nobody', session, 'deliver');
  expect(session.modes).toHaveLength(500);
  expect(session.modes.at(-1)).toBe('9999');
  expect(complaints).toEqual(['nobody']);
});

test('a former owner of an id cannot take it from its successor', () => {
  const routes = new SessionRoutes<Heard>();
  const former = routes.take('a', new Heard(), 'forget');
  const successor = new Heard();
  routes.take('a', successor, 'forget');
  former.release();
  expect(routes.find('a')).toBe(successor);
});

test('a request in a name that nobody knows is for the session that is being opened, if it is the only one', () => {
  const routes = new SessionRoutes<Heard>();
  const opening = new Heard();
  const expected = routes.expect(opening);
  expect(routes.find('new')).toBe(opening);
  const another = routes.expect(new Heard());
  expect(routes.find('new')).toBeUndefined();
  another.release();
  expected.release();
  expect(routes.find('new')).toBeUndefined();
});
