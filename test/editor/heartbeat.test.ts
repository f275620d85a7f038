import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Heartbeat } from '../../src/editor/heartbeat';
import type { StatusLook } from '../../src/editor/heartbeat';
import type { Motion } from '../../src/editor/statusText';
import { ask, SessionHarness } from '../fakes/sessionHarness';
import { english } from './english';

let house: SessionHarness;
let heartbeat: Heartbeat;
let enabled: boolean;
let motion: Motion;
let stuckTasks: readonly string[];
let drawn: (StatusLook | undefined)[];

const minute = 60_000;
const question = { tool: { callId: 't', title: 'rm' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] };

beforeEach(() => {
  house = new SessionHarness();
  [enabled, motion, stuckTasks, drawn] = [true, 'moving', [], []];
  heartbeat = new Heartbeat({
    sessions: house.sessions,
    clock: house.clock,
    stuckTasks: () => stuckTasks,
    enabled: () => enabled,
    motion: () => motion,
    agentName: (id) => `Agent ${id}`,
    translate: english,
    draw: (look) => void drawn.push(look),
  });
});

afterEach(() => {
  heartbeat.dispose();
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

function look(): StatusLook | undefined {
  return drawn.at(-1);
}

describe('the heartbeat', () => {
  test('is there from the start, and no timer runs while nothing does', async () => {
    expect(look()).toEqual({ text: '$(pulse) Holdfast', spoken: 'Holdfast: no agent is working.', tooltip: 'No sessions yet. Click to start one.' });
    await house.asked();
    await house.clock.tick(1_000);
    expect(look()?.text).toBe('$(sync~spin) 1 agent · 1s');
    house.connector.last.answer();
    await house.clock.tick(2_000);
    expect(look()).toMatchObject({ text: '$(pulse) Holdfast', tooltip: 'No agent is working. Click for the sessions.' });
    expect(house.clock.pending).toBe(0);
  });

  test('tells of tasks that need a person, before what works', async () => {
    await house.asked();
    stuckTasks = ['Sign the build — needs input: Which key?'];
    heartbeat.refresh();
    await house.clock.tick(1_000);
    expect(look()).toMatchObject({ text: '$(bell-dot) 1 needs you', tooltip: expect.stringMatching(/^Sign the build — needs input: Which key\?\n\nHello — /) as string });
    stuckTasks = [];
    heartbeat.refresh();
    await house.clock.tick(1_000);
    expect(look()?.text).toContain('1 agent');
  });

  test('tells silence by degrees, and is calm again with the first sign of life', async () => {
    await house.asked();
    const { bound } = house.wheel.last;
    await house.clock.tick(31_000);
    bound.onQuiet(31_000);
    await house.clock.tick(1_000);
    expect(look()).toMatchObject({ text: '$(warning) quiet 32s', tooltip: 'Hello — Agent builtin · Quiet · last activity 32 s ago' });
    expect(look()).not.toHaveProperty('tone');
    await house.clock.tick(450_000 - 32_000);
    bound.onWarning(450_000);
    await house.clock.tick(1_000);
    expect(look()).toMatchObject({ text: '$(warning) quiet 7m', tone: 'warning' });
    bound.onLife();
    await house.clock.tick(1_000);
    expect(look()?.text).toBe('$(sync~spin) 1 agent · 7m');
    expect(look()).not.toHaveProperty('tone');
  });

  test('is one item for two agents, with the time of the first and a tool that runs', async () => {
    await house.asked('one');
    await house.clock.tick(12 * minute);
    await house.asked('two');
    house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't', title: 'npm test', status: 'in_progress' } });
    await house.clock.tick(1_000);
    expect(look()).toMatchObject({
      text: '$(sync~spin) 2 agents · 12m · npm test',
      spoken: 'Holdfast: 2 agents are working, one of them on “npm test”.',
    });
    expect(look()?.tooltip.split('\n\n')).toEqual([
      'two — Agent builtin · Working · last activity 1 s ago · npm test',
      'one — Agent builtin · Working · last activity 12 min ago',
    ]);
  });

  test('says “needs you” and not “quiet” while a question is open, and its line goes on', async () => {
    await house.asked();
    void house.connector.last.listener.ask(question, new AbortController().signal);
    await house.clock.tick(1_000);
    expect(look()).toMatchObject({ text: '$(bell-dot) 1 needs you', tooltip: 'Hello — Agent builtin · Waiting for you · last activity 1 s ago' });
    await house.clock.tick(20 * minute);
    expect(look()?.tooltip).toContain('last activity 20 min ago');
  });

  test('counts a prompt that waits for a slot, and says so in its line', async () => {
    house.maxTurns = 1;
    await house.asked('one');
    await house.asked('two');
    await house.clock.tick(5_000);
    expect(look()?.tooltip).toContain('two — Agent builtin · Queued · last activity 5 s ago · another turn is running');
  });

  test('lists what matters: neither what is done, nor more than a dozen', async () => {
    await house.asked('done');
    house.connector.last.answer();
    await house.clock.tick(0);
    for (let i = 0; i < 14; i += 1) {
      await house.asked(`busy ${i}`);
    }
    await house.clock.tick(1_000);
    expect(look()?.tooltip).not.toContain('done');
    expect(look()?.tooltip.split('\n\n')).toHaveLength(12);
  });

  test('still tells of prompts that are held, with no timer', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    session.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(5_000);
    expect(look()).toMatchObject({ text: '$(pulse) Holdfast', tooltip: 'one — Agent builtin · Idle · 1 queued' });
    expect(house.clock.pending).toBe(0);
  });

  test('draws once a second in the first minute, then once a minute, whatever streams', async () => {
    await house.asked();
    await house.clock.tick(minute);
    const firstMinute = drawn.length;
    expect(firstMinute).toBeGreaterThan(55);
    expect(firstMinute).toBeLessThan(65);
    await house.clock.tick(10 * minute);
    expect(drawn.length - firstMinute).toBe(10);
    const before = drawn.length;
    for (let i = 0; i < 100; i += 1) {
      house.connector.last.say('x');
      await house.clock.tick(20);
    }
    expect(drawn.length - before).toBeLessThanOrEqual(3);
  });

  test('goes when it is switched off, with its timer, and comes back', async () => {
    await house.asked();
    await house.clock.tick(1_000);
    const ticking = house.clock.pending;
    enabled = false;
    heartbeat.refresh();
    await house.clock.tick(1_000);
    expect(look()).toBeUndefined();
    expect(house.clock.pending).toBe(ticking - 1);
    enabled = true;
    motion = 'still';
    heartbeat.refresh();
    await house.clock.tick(1_000);
    expect(look()?.text).toMatch(/^\$\(sync\) 1 agent/);
  });
});
