import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

describe('a prompt', () => {
  test('is on disk before it is on the wire, and streams back into one message', async () => {
    const session = house.sessions.create();
    house.connector.waits = true;
    expect(ask(session, 'Hello')).toMatchObject({ kind: 'accepted' });
    expect(house.store.kinds(session.id)).toEqual(['prompt']);
    expect(house.connector.links).toEqual([]);

    house.connector.release();
    await house.clock.tick(0);
    expect(house.store.kinds(session.id)).toEqual(['prompt', 'sent']);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'Hello' }]]);

    house.connector.last.say('Good ');
    house.connector.last.say('morning.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'agent: Good morning.']);
    expect(session.status).toEqual({ kind: 'idle' });
    expect(house.store.kinds(session.id)).toEqual(['prompt', 'sent', 'update', 'update', 'ended']);
  });

  test('that comes twice is taken once, also after a restart', async () => {
    const session = house.sessions.create();
    ask(session, 'Hello', 'same');
    expect(ask(session, 'Hello', 'same')).toEqual({ kind: 'repeated' });
    await house.clock.tick(0);
    house.connector.last.answer();
    await house.clock.tick(0);

    const later = new SessionHarness(house.store);
    const reopened = later.sessions.find(session.id);
    expect(reopened && ask(reopened, 'Hello', 'same')).toEqual({ kind: 'repeated' });
    expect(later.connector.requests).toEqual([]);
  });

  test('that the disk refuses is refused, and nothing was started', () => {
    house.store.fails = new Error('No space left on the disk.');
    const session = house.sessions.create();
    expect(ask(session, 'Hello')).toEqual({ kind: 'refused', why: 'disk', reason: 'No space left on the disk.' });
    expect(house.connector.requests).toEqual([]);
    expect(session.transcript.items()).toEqual([]);
  });

  test('that the disk refuses half-way has not begun the session', () => {
    const create = house.store.create.bind(house.store);
    house.store.create = (record) => {
      house.store.create = create;
      return {
        ...create(record),
        append: () => {
          throw new Error('No space left on the disk.');
        },
      };
    };
    const session = house.sessions.create();
    expect(ask(session, 'Hello')).toMatchObject({ kind: 'refused', why: 'disk' });
    expect(session.conversation.begun).toBe(false);
    expect(house.sessions.summaries()).toEqual([]);
    expect(ask(session, 'Hello')).toMatchObject({ kind: 'accepted' });
  });

  test('of nothing but blanks is refused', () => {
    expect(ask(house.sessions.create(), ' \n ')).toEqual({ kind: 'refused', why: 'empty' });
  });

  test('to a busy session waits for its turn, in order', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    ask(session, 'three');
    expect(session.transcript.queue().map(({ id }) => id)).toHaveLength(2);
    house.connector.last.say('1');
    house.connector.last.answer();
    await house.clock.tick(0);
    house.connector.last.say('2');
    house.connector.last.answer();
    await house.clock.tick(0);
    house.connector.last.say('3');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.requests).toHaveLength(1);
    expect(outline(session.transcript.items())).toEqual(['you: one [done]', 'agent: 1', 'you: two [done]', 'agent: 2', 'you: three [done]', 'agent: 3']);
  });

  test('that waits can be taken back, one that runs cannot', async () => {
    const session = await house.asked('one');
    const receipt = ask(session, 'two');
    const turnId = receipt.kind === 'accepted' ? receipt.turnId : '';
    expect(session.withdraw(turnId)).toEqual([{ kind: 'text', text: 'two' }]);
    expect(session.withdraw(turnId)).toBeUndefined();
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(1);
  });

  test('beyond the queue limit is refused, the newest first', async () => {
    const session = await house.asked('one');
    for (let i = 0; i < 50; i += 1) {
      expect(ask(session, `more ${i}`)).toMatchObject({ kind: 'accepted' });
    }
    expect(ask(session, 'too many')).toEqual({ kind: 'refused', why: 'queueFull' });
  });
});

describe('a turn', () => {
  test('that ends with nothing said is no success', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'end: answered (end_turn, empty)']);
  });

  test('whose agent dies fails with the exit and its last words, once', async () => {
    const session = await house.asked();
    house.connector.last.say('Let me');
    house.connector.last.die({ code: 3 }, ['out of memory']);
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [failed]', 'agent: Let me', 'end: failed (exited)']);
    expect(house.store.kinds(session.id).filter((kind) => kind === 'ended')).toHaveLength(1);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('whose agent dies before any sign leaves a prompt of which we cannot know', async () => {
    const session = await house.asked();
    house.connector.last.die();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())[0]).toBe('you: Hello [unknown]');
  });

  test('after the death of its agent starts a new process with the same session of the agent', async () => {
    const session = await house.asked();
    house.connector.last.die();
    await house.clock.tick(0);
    ask(session, 'again');
    await house.clock.tick(0);
    expect(house.connector.requests.map(({ agentSessionId }) => agentSessionId)).toEqual([undefined, 'agent-session-1']);
  });

  test('whose agent cannot be started fails with the reason, and the session can go on', async () => {
    house.connector.fails = { kind: 'commandNotFound', command: 'nope', searched: [] };
    const session = await house.asked();
    expect(outline(session.transcript.items())).toEqual(['you: Hello [failed]', 'end: failed (commandNotFound)']);
    house.connector.fails = undefined;
    session.retry();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'Hello' }]]);
  });

  test('that fails holds the queue, one click from going on', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    house.connector.last.fail({ kind: 'rpc', code: -32603, message: 'Internal error' });
    await house.clock.tick(0);
    expect(session.queueHeld).toBe(true);
    expect(house.connector.last.prompts).toHaveLength(1);
    session.sendQueued();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(2);
    expect(session.queueHeld).toBe(false);
  });

  test('that is asked again after its failure comes before what waited behind it, and nothing is asked twice', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    const { last } = house.connector;
    last.fail({ kind: 'rpc', code: -32000, message: 'overloaded' });
    await house.clock.tick(0);
    expect(session.retry()).toMatchObject({ kind: 'accepted' });
    await house.clock.tick(0);
    last.answer();
    await house.clock.tick(0);
    last.answer();
    await house.clock.tick(0);
    expect(last.prompts.flat().map((part) => (part.kind === 'text' ? part.text : part.kind))).toEqual(['one', 'one', 'two']);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('says that a start is slow after ten seconds', async () => {
    house.connector.waits = true;
    const session = await house.asked();
    expect(session.status).toMatchObject({ kind: 'starting', slow: false });
    await house.clock.tick(10_000);
    expect(session.status).toMatchObject({ kind: 'starting', slow: true });
    house.connector.release();
    await house.clock.tick(0);
    expect(session.status).toMatchObject({ kind: 'working' });
  });

  test('names the tool that runs, and no longer names it when it is done', async () => {
    const session = await house.asked();
    const { listener } = house.connector.last;
    listener.update({ kind: 'tool', tool: { callId: 't1', title: 'npm test', status: 'in_progress' } });
    await house.clock.tick(0);
    expect(session.status).toMatchObject({ kind: 'working', what: 'npm test' });
    listener.update({ kind: 'tool', tool: { callId: 't1', status: 'completed' } });
    await house.clock.tick(0);
    expect(session.status).toMatchObject({ kind: 'working', what: undefined });
  });

  test('keeps what arrives after its end', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    house.connector.last.listener.update({ kind: 'usage', used: 10, size: 100 });
    house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't1', title: 'late', status: 'completed' } });
    expect(session.conversation.profile.usage).toEqual({ used: 10, size: 100 });
    expect(outline(session.transcript.items())).toContain('tool: late [completed]');
  });
});

test('a session that is deleted while its agent connects lets it go politely, because others may share its process', async () => {
  house.connector.waits = true;
  const session = await house.asked();
  house.connector.release();
  await house.sessions.remove(session.id);
  await house.clock.tick(0);
  expect(house.connector.last).toMatchObject({ closes: 1, killed: false });
});

test('a tool that the closing of the window ends is not said to have failed; what the agent still says is kept', async () => {
  const session = await house.asked();
  const { listener } = house.connector.last;
  listener.update({ kind: 'tool', tool: { callId: 'c', title: 'npm test', status: 'in_progress' } });
  await house.clock.tick(0);
  house.sessions.interruptAll();
  listener.update({ kind: 'terminal', terminalId: 't', exit: { signal: 'SIGTERM' } });
  listener.update({ kind: 'tool', tool: { callId: 'c', status: 'failed' } });
  house.connector.last.say('I was stopped.');
  await house.clock.tick(0);
  expect(house.store.kinds(session.id)).toEqual(['prompt', 'sent', 'update', 'ended', 'update']);
});

test('a session that cannot be interrupted keeps no other from it', async () => {
  const first = await house.asked('one');
  const broken = house.connector.last;
  const second = await house.asked('two');
  broken.cancel = () => {
    throw new Error('The connection is broken.');
  };
  house.sessions.interruptAll();
  expect(house.connector.last.cancels).toBe(1);
  for (const session of [first, second]) {
    expect(house.store.kinds(session.id).at(-1)).toBe('ended');
  }
  expect(house.warnings).toEqual([expect.stringContaining('The connection is broken.')]);
});

describe('what nobody foresaw', () => {
  test('costs itself and not the turn, when an agent says it', async () => {
    const session = await house.asked();
    house.connector.last.listener.update({ kind: 'tool' } as never);
    house.connector.last.say('Done.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'agent: Done.']);
    expect(house.warnings).toEqual([expect.stringContaining('could not be shown')]);
  });

  test('in a file costs itself and not the conversation', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    house.store.events.get(session.id)?.splice(1, 0, { at: 1, kind: 'update' } as never);
    const later = new SessionHarness(house.store);
    expect(outline(later.sessions.find(session.id)?.transcript.items() ?? [])[0]).toBe('you: Hello [done]');
    expect(later.warnings).toEqual([expect.stringContaining('could not be shown')]);
  });

  test('ends the turn and its agent when it is a mistake of ours', async () => {
    const session = await house.asked();
    const wall = house.clock.wall.bind(house.clock);
    house.clock.wall = () => {
      house.clock.wall = wall;
      throw new Error('No time.');
    };
    house.connector.last.say('x');
    await house.clock.tick(0);
    expect(outline(session.transcript.items()).at(-1)).toBe('end: failed (internal)');
    expect(session.status).toEqual({ kind: 'idle' });
    expect(house.connector.last.killed).toBe(true);
  });
});

describe('stop', () => {
  test('asks the agent to cancel, and its answer ends the turn', async () => {
    const session = await house.asked();
    house.connector.last.say('Work');
    session.stop();
    expect(session.status).toMatchObject({ kind: 'stopping', force: 'notYet' });
    expect(house.connector.last.cancels).toBe(1);
    house.connector.last.say('ing');
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'agent: Working', 'end: cancelled']);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('is on disk before the agent hears of it', async () => {
    const session = await house.asked();
    const { last } = house.connector;
    const cancel = last.cancel.bind(last);
    let known: readonly string[] = [];
    last.cancel = () => {
      known = house.store.kinds(session.id);
      cancel();
    };
    session.stop();
    expect(known.at(-1)).toBe('stopPressed');
    last.answer('cancelled');
    await house.clock.tick(0);
  });

  test('ends the turn at the grace when the agent is deaf, and kills it at the force limit', async () => {
    const session = await house.asked();
    const deaf = house.connector.last;
    session.stop();
    await house.clock.tick(5_000);
    expect(outline(session.transcript.items()).at(-1)).toBe('end: cancelled late');
    expect(session.status).toMatchObject({ kind: 'stopping', force: 'byItself' });
    ask(session, 'next');
    await house.clock.tick(4_999);
    expect(house.connector.links).toHaveLength(1);
    await house.clock.tick(1);
    expect(deaf.killed).toBe(true);
    expect(house.connector.links).toHaveLength(2);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'next' }]]);
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.store.kinds(session.id).filter((kind) => kind === 'ended')).toHaveLength(2);
  });

  test('goes on with the queue when the old request settles after the grace', async () => {
    const session = await house.asked();
    session.stop();
    await house.clock.tick(6_000);
    ask(session, 'next');
    expect(house.connector.last.prompts).toHaveLength(1);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(2);
    expect(house.connector.last.killed).toBe(false);
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('never kills by itself when the force limit is off', async () => {
    house.limits = { ...house.limits, stopForceMs: 0 };
    const session = await house.asked();
    session.stop();
    await house.clock.tick(3_600_000);
    expect(house.connector.last.killed).toBe(false);
    session.forceStop();
    await house.clock.tick(0);
    expect(house.connector.last.killed).toBe(true);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('during start-up sends nothing', async () => {
    house.connector.waits = true;
    const session = await house.asked();
    session.stop();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [failed]', 'end: cancelled']);
    expect(house.connector.links).toEqual([]);
  });

  test('pressed twice is one stop', async () => {
    const session = await house.asked();
    session.stop();
    session.stop();
    expect(house.connector.last.cancels).toBe(1);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
  });

  test('does not leak into the next turn', async () => {
    const session = await house.asked();
    session.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    ask(session, 'next');
    await house.clock.tick(0);
    house.connector.last.say('fine');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items()).slice(-2)).toEqual(['you: next [done]', 'agent: fine']);
  });

  test('holds what waited, and a new prompt lets it go on', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    session.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(1);
    ask(session, 'three');
    await house.clock.tick(0);
    expect(house.connector.last.prompts.at(-1)).toEqual([{ kind: 'text', text: 'two' }]);
  });

  test('that an agent answers with an error is a stop all the same', async () => {
    const session = await house.asked();
    session.stop();
    house.connector.last.fail({ kind: 'rpc', code: -32603, message: 'The prompt was aborted.' });
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'end: cancelled']);
  });

  test('that an agent answers by dying says so', async () => {
    const session = await house.asked();
    session.stop();
    house.connector.last.die({ code: 3 });
    await house.clock.tick(0);
    expect(outline(session.transcript.items()).at(-1)).toBe('end: failed (exited)');
  });

  test('does not hold what is asked while the agent is still stopping', async () => {
    const session = await house.asked('one');
    session.stop();
    ask(session, 'two');
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(session.queueHeld).toBe(false);
    expect(house.connector.last.prompts.at(-1)).toEqual([{ kind: 'text', text: 'two' }]);
  });

  test('that an agent answers by dying, late, starts it again for what waits', async () => {
    const session = await house.asked('one');
    session.stop();
    await house.clock.tick(6_000);
    ask(session, 'two');
    const dying = house.connector.last;
    // Its answer is known to be lost some moments before its process is known to be gone.
    dying.fail({ kind: 'exited', exit: { code: 1 }, stderr: [] });
    await house.clock.tick(0);
    expect(dying.prompts).toHaveLength(1);
    dying.die();
    await house.clock.tick(0);
    expect(house.connector.links).toHaveLength(2);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'two' }]]);
  });

  test('marks unfinished tool calls as cancelled', async () => {
    const session = await house.asked();
    house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't', title: 'sleep', status: 'in_progress' } });
    session.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toContain('tool: sleep [cancelled]');
  });
});

describe('a question', () => {
  const question = {
    tool: { callId: 't', title: 'rm -rf build' },
    options: [
      { id: 'yes', name: 'Allow', kind: 'allow_once' },
      { id: 'no', name: 'Reject', kind: 'reject_once' },
    ],
  };

  test('waits for the user, stands in the order of arrival, and gets the chosen option', async () => {
    const session = await house.asked();
    house.connector.last.say('I want to clean.');
    const answer = house.connector.last.listener.ask(question, new AbortController().signal);
    await house.clock.tick(0);
    expect(session.status).toMatchObject({ kind: 'waitingForYou' });
    const [open] = session.transcript.openQuestions;
    session.answer(open ?? '', 'nonsense');
    expect(session.status).toMatchObject({ kind: 'waitingForYou' });
    session.answer(open ?? '', 'no');
    expect(await answer).toEqual({ kind: 'selected', optionId: 'no' });
    expect(session.status).toMatchObject({ kind: 'working' });
    expect(outline(session.transcript.items())).toEqual([
      'you: Hello [accepted]',
      'agent: I want to clean.',
      'tool: rm -rf build [pending]',
      'question: rm -rf build [Reject]',
    ]);
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('is withdrawn by a stop before the agent is asked to cancel', async () => {
    const session = await house.asked();
    const answer = house.connector.last.listener.ask(question, new AbortController().signal);
    await house.clock.tick(0);
    session.stop();
    expect(await answer).toEqual({ kind: 'withdrawn' });
    expect(outline(session.transcript.items())).toContain('question: rm -rf build [withdrawn]');
    expect(await house.connector.last.listener.ask(question, new AbortController().signal)).toEqual({ kind: 'withdrawn' });
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
  });

  test('that is asked while nothing runs can be stopped, too', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    const answer = house.connector.last.listener.ask(question, new AbortController().signal);
    expect(session.status).toMatchObject({ kind: 'waitingForYou' });
    session.stop();
    await expect(answer).resolves.toEqual({ kind: 'withdrawn' });
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('is withdrawn when its agent dies', async () => {
    const session = await house.asked();
    const answer = house.connector.last.listener.ask(question, new AbortController().signal);
    await house.clock.tick(0);
    house.connector.last.die();
    expect(await answer).toEqual({ kind: 'withdrawn' });
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toContain('question: rm -rf build [withdrawn]');
  });

  test('is withdrawn when the agent takes it back', async () => {
    const session = await house.asked();
    const abort = new AbortController();
    const answer = house.connector.last.listener.ask(question, abort.signal);
    await house.clock.tick(0);
    abort.abort();
    expect(await answer).toEqual({ kind: 'withdrawn' });
    expect(session.status).toMatchObject({ kind: 'working' });
    house.connector.last.answer();
    await house.clock.tick(0);
  });
});

describe('a restart of the window', () => {
  test('shows the conversation again, starts nothing, and says that the open turn was interrupted', async () => {
    const session = await house.asked('one');
    house.connector.last.say('Half an ans');
    await house.clock.tick(0);
    ask(session, 'two');

    const later = new SessionHarness(house.store);
    expect(later.sessions.summaries()).toMatchObject([{ id: session.id, title: 'one', status: { kind: 'idle' } }]);
    const reopened = later.sessions.find(session.id);
    expect(outline(reopened?.transcript.items() ?? [])).toEqual([
      'you: one [done]',
      'agent: Half an ans',
      'you: two [queued]',
      'end: interrupted',
    ]);
    expect(reopened?.queueHeld).toBe(true);
    expect(later.connector.requests).toEqual([]);
  });

  test('leaves no question open that nobody can answer any more, and none that holds the next silence', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    // Between the turns: no end of a turn withdraws it.
    const question = { tool: { callId: 't', title: 'rm' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] };
    void house.connector.last.listener.ask(question, new AbortController().signal);
    const later = new SessionHarness(house.store);
    const reopened = later.sessions.find(session.id);
    expect(outline(reopened?.transcript.items() ?? []).at(-1)).toBe('question: rm [withdrawn]');
    reopened?.prompt({ clientId: 'later', content: [{ kind: 'text', text: 'And now?' }], origin: 'user' });
    await later.clock.tick(0);
    expect(later.wheel.last.bound.isHeld()).toBe(false);
    later.sessions.interruptAll();
  });

  test('writes nothing when a conversation is only opened, and what it presumes with the next prompt', async () => {
    const session = await house.asked('one');
    house.connector.last.say('Half');
    await house.clock.tick(0);
    const before = house.store.kinds(session.id);
    const later = new SessionHarness(house.store);
    const reopened = later.sessions.find(session.id);
    expect(house.store.kinds(session.id)).toEqual(before);
    expect(reopened && ask(reopened, 'two')).toMatchObject({ kind: 'accepted' });
    await later.clock.tick(0);
    expect(house.store.kinds(session.id)).toEqual([...before, 'ended', 'prompt', 'sent']);
    later.connector.last.answer();
    await later.clock.tick(0);
    expect(later.clock.pending).toBe(0);
  });

  test('ends the interrupted turn on disk before what waited behind it is sent', async () => {
    const session = await house.asked('one');
    ask(session, 'two');
    const later = new SessionHarness(house.store);
    later.sessions.find(session.id)?.sendQueued();
    await later.clock.tick(0);
    expect(house.store.kinds(session.id)).toEqual(['prompt', 'sent', 'prompt', 'ended', 'sent']);
    later.connector.last.answer();
    await later.clock.tick(0);
  });

  test('that was orderly records the interruption itself, and what the agent answers then does not count', async () => {
    const session = await house.asked('one');
    house.connector.last.say('Half');
    await house.clock.tick(0);
    house.sessions.interruptAll();
    expect(house.connector.last.cancels).toBe(1);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(house.store.events.get(session.id)?.at(-1)).toMatchObject({ kind: 'ended', outcome: { kind: 'interrupted', by: 'shutdown' } });
    expect(ask(session, 'late')).toEqual({ kind: 'refused', why: 'closed' });
  });
});

describe('an agent', () => {
  test('that dies while nothing runs is said to be gone, and the next prompt starts it again', async () => {
    const session = await house.asked();
    house.connector.last.say('Hi');
    house.connector.last.answer();
    await house.clock.tick(0);
    house.connector.last.die({ signal: 'SIGKILL' }, ['out of memory']);
    await house.clock.tick(0);
    expect(session.status).toEqual({ kind: 'gone', failure: { kind: 'exited', exit: { signal: 'SIGKILL' }, stderr: ['out of memory'] } });
    ask(session, 'again');
    await house.clock.tick(0);
    expect(session.status).toMatchObject({ kind: 'working' });
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('that we let go or kill ourselves is not said to be gone', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    await session.restartAgent();
    await house.clock.tick(0);
    expect(session.status).toEqual({ kind: 'idle' });
    ask(session, 'again');
    await house.clock.tick(0);
    session.forceStop();
    await house.clock.tick(0);
    expect(house.connector.last.killed).toBe(true);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('that no longer has the session is said to have a new one', async () => {
    const session = await house.asked();
    house.connector.last.die();
    await house.clock.tick(0);
    house.connector.origin = 'lost';
    ask(session, 'again');
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toContain('notice: newAgentSession');
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'again' }]]);
  });

  test('of a killed process cannot touch its successor', async () => {
    const session = await house.asked();
    const former = house.connector.last;
    session.forceStop();
    ask(session, 'again');
    await house.clock.tick(0);
    former.die();
    former.answer();
    await house.clock.tick(0);
    expect(session.status).toMatchObject({ kind: 'working' });
    house.connector.last.say('fine');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items()).at(-1)).toBe('agent: fine');
  });

  test('of a killed process can neither speak nor ask in the turn of its successor', async () => {
    const session = await house.asked();
    const former = house.connector.last;
    session.forceStop();
    former.say('ghost');
    ask(session, 'again');
    await house.clock.tick(0);
    former.say('ghost');
    former.listener.sign('request');
    const question = { tool: { callId: 'g', title: 'haunt' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] };
    expect(await former.listener.ask(question, new AbortController().signal)).toEqual({ kind: 'withdrawn' });
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'end: cancelled late', 'you: again [sent]']);
    house.connector.last.say('alive');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items()).at(-1)).toBe('agent: alive');
  });

  test('is restarted with the same session', async () => {
    const session = await house.asked();
    house.connector.last.say('Hi');
    house.connector.last.answer();
    await house.clock.tick(0);
    await session.restartAgent();
    expect(house.connector.last.closes).toBe(1);
    ask(session, 'again');
    await house.clock.tick(0);
    expect(house.connector.requests.at(-1)).toMatchObject({ agentSessionId: 'agent-session-1' });
    house.connector.last.answer();
    await house.clock.tick(0);
  });
});

describe('an agent that is slow to go', () => {
  test('is killed before there is a second one for its session', async () => {
    const session = await house.asked();
    const first = house.connector.last;
    first.answer();
    await house.clock.tick(0);
    // It neither minds the end of its input nor being asked to end.
    first.close = () => first.gone.then(() => undefined);
    void session.restartAgent();
    ask(session, 'And now?');
    await house.clock.tick(4_999);
    expect(house.connector.links).toHaveLength(1);
    expect(first.killed).toBe(false);
    await house.clock.tick(1);
    expect(first.killed).toBe(true);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'And now?' }]]);
    expect(house.connector.last).not.toBe(first);
  });

  test('keeps no stop waiting', async () => {
    const session = await house.asked();
    const first = house.connector.last;
    first.answer();
    await house.clock.tick(0);
    first.close = () => first.gone.then(() => undefined);
    void session.restartAgent();
    ask(session, 'And now?');
    await house.clock.tick(0);
    session.stop();
    await house.clock.tick(0);
    expect(session.status).toEqual({ kind: 'idle' });
    expect(outline(session.transcript.items()).at(-1)).toBe('end: cancelled');
    expect(house.clock.pending).toBe(0);
    expect(house.connector.links).toHaveLength(1);
  });
});

test('a title is the first line of the first prompt until the agent names the session, and the user has the last word', async () => {
  const session = await house.asked('Fix the parser\nand more');
  expect(session.record.title).toBe('Fix the parser');
  house.connector.last.listener.update({ kind: 'title', title: 'Parser' });
  await house.clock.tick(0);
  expect(session.record.title).toBe('Parser');
  session.rename('Mine');
  house.connector.last.listener.update({ kind: 'title', title: 'Theirs' });
  await house.clock.tick(0);
  expect(house.store.records.get(session.id)?.title).toBe('Mine');
});

test('a deleted session is gone from the list and from the disk, with its agent', async () => {
  const session = await house.asked();
  await house.sessions.remove(session.id);
  expect(house.connector.last.closes).toBe(1);
  expect(house.connector.last.fate).toBe('deleted');
  expect(house.sessions.summaries()).toEqual([]);
  expect(house.store.records.size).toBe(0);
  expect(house.forgotten).toEqual([session.id]);
  expect(house.leases.holder(session.id)).toBeUndefined();
  expect(house.pending.at(-1)).toBe(`look at ${session.id}`);
});

test('a session is this window’s until the last of it is deleted', async () => {
  const session = await house.asked();
  let holder: string | undefined;
  house.store.onRemove = (id) => (holder = house.leases.holder(id));
  await house.sessions.remove(session.id);
  expect(holder).toBe('this window');
  expect(house.leases.holder(session.id)).toBeUndefined();
});

test('a session that the disk does not let go stays listed, and is anybody’s', async () => {
  const session = await house.asked();
  house.store.onRemove = () => {
    throw new Error('The disk refuses.');
  };
  await expect(house.sessions.remove(session.id)).rejects.toThrow('The disk refuses.');
  expect(house.leases.holder(session.id)).toBeUndefined();
  expect(house.sessions.summaries()).toMatchObject([{ id: session.id }]);
});

test('a session is deleted without being opened, with what an earlier window knew of it', async () => {
  const session = await house.asked();
  house.connector.last.answer();
  await house.clock.tick(0);
  const later = new SessionHarness(house.store);
  expect(later.sessions.bytes(session.id)).toBeGreaterThan(1_000);
  expect(await later.sessions.remove(session.id)).toBe('removed');
  expect(later.sessions.opened(session.id)).toBeUndefined();
  expect(later.forgotten).toEqual([session.id]);
  expect(house.store.records.size).toBe(0);
});

test('a session in which another window works is not deleted, whether it was opened here or not', async () => {
  const session = await house.asked();
  const other = new SessionHarness(house.store, { leases: house.leases, window: 'another window', clock: house.clock });
  expect(other.sessions.isElsewhere(session.id)).toBe(true);
  expect(await other.sessions.remove(session.id)).toBe('elsewhere');
  other.sessions.find(session.id);
  expect(await other.sessions.remove(session.id)).toBe('elsewhere');
  expect(house.store.records.size).toBe(1);
  expect(other.forgotten).toEqual([]);
  other.sessions.interruptAll();
});

test('a session that the disk does not let us have is not deleted by halves', async () => {
  const session = await house.asked();
  house.connector.last.answer();
  await house.clock.tick(0);
  const later = new SessionHarness(house.store);
  later.leases.fails = new Error('The disk refuses.');
  await expect(later.sessions.remove(session.id)).rejects.toThrow('The disk refuses.');
  expect(later.sessions.summaries()).toHaveLength(1);
});

describe('a start that waits, because earlier ones came to nothing', () => {
  test('says for how long, is a plain start again behind it, and may be slow then', async () => {
    const session = house.sessions.create();
    house.connector.waits = true;
    ask(session, 'Hello');
    await house.clock.tick(0);
    house.connector.onWait(4_000);
    expect(session.status).toMatchObject({ kind: 'starting', slow: false, waitMs: 4_000 });
    await house.clock.tick(20_000);
    expect(session.status).toMatchObject({ kind: 'starting', slow: false });
    house.connector.onWait(undefined);
    expect(session.status).not.toHaveProperty('waitMs');
    await house.clock.tick(10_000);
    expect(session.status).toMatchObject({ kind: 'starting', slow: true });
    house.connector.release();
    await house.clock.tick(0);
    expect(session.status.kind).toBe('working');
  });

  test('can be stopped', async () => {
    const session = house.sessions.create();
    house.connector.waits = true;
    ask(session, 'Hello');
    await house.clock.tick(0);
    house.connector.onWait(4_000);
    session.stop();
    await house.clock.tick(0);
    expect(outline(session.transcript.items()).at(-1)).toBe('end: cancelled');
    expect(session.status.kind).toBe('idle');
  });

  test('is over when the user restarts the agent, which gets another chance', async () => {
    const session = house.sessions.create();
    house.connector.waits = true;
    ask(session, 'Hello');
    await house.clock.tick(0);
    house.connector.onWait(4_000);
    await session.restartAgent();
    await house.clock.tick(0);
    expect(house.connector.chances).toEqual(['builtin']);
    expect(session.status.kind).toBe('idle');
  });

  test('that is not even tried ends the turn with the reason, and the prompt can be asked once more', async () => {
    house.connector.fails = { kind: 'keepsFailing', times: 5, withinMs: 120_000 };
    const session = await house.asked();
    expect(outline(session.transcript.items()).at(-1)).toBe('end: failed (keepsFailing)');
    house.connector.fails = undefined;
    expect(session.retry().kind).toBe('accepted');
    await house.clock.tick(0);
    expect(session.status.kind).toBe('working');
  });
});
