import { describe, expect, test } from 'vitest';
import type { ConversationFact } from '../../src/session/conversationEvent';
import type { Change, Item } from '../../src/session/item';
import type { AgentUpdate } from '../../src/session/port';
import { Transcript } from '../../src/session/transcript';
import { outline } from '../fakes/sessionHarness';

const prompt: ConversationFact = { kind: 'prompt', turnId: 'turn', clientId: 'c', content: [{ kind: 'text', text: 'Go' }], origin: 'user' };
const sent: ConversationFact = { kind: 'sent', turnId: 'turn' };

function update(update: AgentUpdate): ConversationFact {
  return { kind: 'update', update };
}

function say(text: string, messageId?: string, speaker: 'agent' | 'thought' = 'agent'): ConversationFact {
  return update({ kind: 'message', speaker, content: { kind: 'text', text }, ...(messageId === undefined ? {} : { messageId }) });
}

/** Folds facts, and follows the changes as a view would: both must come to the same. */
function fold(...facts: readonly ConversationFact[]): readonly string[] {
  const transcript = new Transcript();
  const view = new Map<string, Item>();
  for (const [at, fact] of facts.entries()) {
    for (const change of transcript.apply({ at, ...fact })) {
      follow(view, change);
    }
  }
  expect([...view.values()]).toEqual(transcript.items());
  return outline(transcript.items());
}

function follow(view: Map<string, Item>, change: Change): void {
  if (change.kind === 'put') {
    view.set(change.item.id, change.item);
  } else if (change.kind === 'remove') {
    view.delete(change.id);
  } else {
    const item = view.get(change.id);
    if (item?.kind === 'terminal') {
      view.set(change.id, { ...item, output: item.output + change.text });
    } else if (item?.kind === 'message') {
      const last = item.content.at(-1);
      const text = (last?.kind === 'text' ? last.text : '') + change.text;
      view.set(change.id, { ...item, content: [...item.content.slice(0, -1), { kind: 'text', text }] });
    }
  }
}

describe('messages', () => {
  test('grow chunk by chunk, and a change of speaker begins a new one', () => {
    expect(fold(prompt, sent, say('a', undefined, 'thought'), say('b', undefined, 'thought'), say('c'), say('d'))).toEqual([
      'you: Go [accepted]',
      'thought: ab',
      'agent: cd',
    ]);
  });

  test('with a new message id are new messages, and a tool call ends one', () => {
    const tool = update({ kind: 'tool', tool: { callId: 't', title: 'ls', status: 'completed' } });
    expect(fold(prompt, sent, say('a', '1'), say('b', '2'), tool, say('c', '2'))).toEqual([
      'you: Go [accepted]',
      'agent: a',
      'agent: b',
      'tool: ls [completed]',
      'agent: c',
    ]);
  });

  test('keep content that we do not know', () => {
    const odd = update({ kind: 'message', speaker: 'agent', content: { kind: 'unknown', type: 'hologram', raw: { type: 'hologram' } } });
    expect(fold(prompt, sent, say('a'), odd, say('b'))).toEqual(['you: Go [accepted]', 'agent: a<unknown>b']);
  });

  test('of the user that an agent repeats are not shown twice', () => {
    expect(fold(prompt, sent, update({ kind: 'message', speaker: 'user', content: { kind: 'text', text: 'Go' } }))).toEqual(['you: Go [accepted]']);
  });
});

describe('tool calls', () => {
  const tool = (tool: Extract<AgentUpdate, { kind: 'tool' }>['tool']): ConversationFact => update({ kind: 'tool', tool });

  test('are patched: what is absent stays', () => {
    expect(fold(prompt, sent, tool({ callId: 't', title: 'ls', status: 'pending' }), tool({ callId: 't', status: 'completed' }))).toEqual([
      'you: Go [accepted]',
      'tool: ls [completed]',
    ]);
  });

  test('may be updated before they were announced, and a finished one stays finished', () => {
    const facts = [tool({ callId: 't', status: 'in_progress' }), tool({ callId: 't', status: 'completed' }), tool({ callId: 't', title: 'ls', status: 'pending' })];
    expect(fold(prompt, sent, ...facts)).toEqual(['you: Go [accepted]', 'tool: ls [completed]']);
  });

  test('show the output of their terminals as it comes', () => {
    const terminal = (rest: object): ConversationFact => update({ kind: 'terminal', terminalId: 'x', ...rest });
    expect(fold(prompt, sent, terminal({ append: 'one\n' }), terminal({ append: 'two\n' }), terminal({ exit: { code: 0 } }))).toEqual([
      'you: Go [accepted]',
      'terminal: one\ntwo\n [exit 0]',
    ]);
  });

  test('keep the end of an endless terminal', () => {
    const transcript = new Transcript();
    for (let i = 0; i < 700; i += 1) {
      transcript.apply({ at: i, kind: 'update', update: { kind: 'terminal', terminalId: 'x', append: `${'.'.repeat(999)}\n` } });
    }
    const [item] = transcript.items();
    expect(item).toMatchObject({ kind: 'terminal', truncated: true });
    expect(item?.kind === 'terminal' && item.output.length).toBeLessThanOrEqual(400_000);
  });
});

test('a plan is replaced as a whole', () => {
  const plan = (status: 'pending' | 'completed'): ConversationFact => update({ kind: 'plan', entries: [{ content: 'Read', priority: 'high', status }] });
  expect(fold(prompt, sent, plan('pending'), plan('completed'))).toEqual(['you: Go [accepted]', 'plan: Read [completed]']);
});

test('a prompt that waited stands where it was sent, not where it was asked', () => {
  const second: ConversationFact = { ...prompt, turnId: 'second', clientId: 'd', content: [{ kind: 'text', text: 'Then' }] };
  const ended: ConversationFact = { kind: 'ended', turnId: 'turn', outcome: { kind: 'answered', stopReason: 'end_turn', empty: false } };
  expect(fold(prompt, sent, second, say('Working'), ended, { kind: 'sent', turnId: 'second' })).toEqual([
    'you: Go [done]',
    'agent: Working',
    'you: Then [sent]',
  ]);
});

test('a turn ends once: a second end changes nothing', () => {
  const ended = (outcome: 'answered' | 'interrupted'): ConversationFact => ({
    kind: 'ended',
    turnId: 'turn',
    outcome: outcome === 'answered' ? { kind: 'answered', stopReason: 'end_turn', empty: false } : { kind: 'interrupted', by: 'crash' },
  });
  expect(fold(prompt, sent, say('Done.'), ended('answered'), ended('interrupted'))).toEqual(['you: Go [done]', 'agent: Done.']);
});

test('an unknown kind of event, of a newer version, is passed over', () => {
  expect(fold(prompt, { kind: 'hologram' } as unknown as ConversationFact, sent)).toEqual(['you: Go [sent]']);
});

test('a call that the agent left open when it ended its turn is not finished, and may still finish late', () => {
  const ended: ConversationFact = { kind: 'ended', turnId: 'turn', outcome: { kind: 'answered', stopReason: 'end_turn', empty: false } };
  const tool = (status: 'in_progress' | 'completed'): ConversationFact => update({ kind: 'tool', tool: { callId: 't', title: 'watch', status } });
  expect(fold(prompt, sent, tool('in_progress'), ended)).toEqual(['you: Go [done]', 'tool: watch [unfinished]']);
  expect(fold(prompt, sent, tool('in_progress'), ended, tool('in_progress'), tool('completed'))).toEqual(['you: Go [done]', 'tool: watch [completed]']);
});

describe('what the user did not want is no failure:', () => {
  const tool = (status: 'pending' | 'in_progress' | 'failed'): ConversationFact => update({ kind: 'tool', tool: { callId: 't', title: 'rm', status } });

  test('a call that ends because of a stop', () => {
    expect(fold(prompt, sent, tool('in_progress'), { kind: 'stopPressed', turnId: 'turn' }, tool('failed')).at(-1)).toBe('tool: rm [cancelled]');
  });

  test('a call that was rejected', () => {
    const options = [{ id: 'no', name: 'Reject', kind: 'reject_once' }];
    const asked: ConversationFact = { kind: 'asked', questionId: 'q', tool: { callId: 't', title: 'rm' }, options };
    expect(fold(prompt, sent, asked, { kind: 'answered', questionId: 'q', optionId: 'no' }, tool('failed'))).toContain('tool: rm [cancelled]');
  });

  test('but a call that fails by itself is one', () => {
    expect(fold(prompt, sent, tool('in_progress'), tool('failed')).at(-1)).toBe('tool: rm [failed]');
  });
});

test('the time of a call begins when it runs, not while it waits for the user', () => {
  const transcript = new Transcript();
  const at = (time: number, status: 'pending' | 'in_progress' | 'completed'): void =>
    void transcript.apply({ at: time, kind: 'update', update: { kind: 'tool', tool: { callId: 't', status } } });
  at(1_000, 'pending');
  at(20_000, 'in_progress');
  at(20_300, 'completed');
  expect(transcript.items()).toMatchObject([{ startedAt: 20_000, endedAt: 20_300 }]);
});
