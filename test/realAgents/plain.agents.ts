import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { terminalItemId } from '../../src/session/item';
import type { Item } from '../../src/session/item';
import { kill, marked, markName, newMark } from '../workbench/processTree.mjs';
import { startModel } from './model/model.mjs';
import type { Model } from './model/model.mjs';
import { PlainWindow } from './plainWindow';
import { prepareAgent } from './realAgent.mjs';
import type { AgentName, RealAgent } from './realAgent.mjs';

/** Those that are installed; set by the script that starts these tests. */
const names = (process.env['HOLDFAST_AGENTS'] ?? 'codex-zed,opencode').split(',') as AgentName[];

describe.each(names)('%s, over plain Node,', (name) => {
  let model: Model;
  let agent: RealAgent;
  let window: PlainWindow;
  const mark = newMark();
  const processes = (): ReturnType<typeof marked> => marked(mark);

  beforeEach(async () => {
    model = await startModel();
    agent = await prepareAgent(name, model.url, { [markName]: mark });
    window = new PlainWindow(agent);
  });

  afterEach(async ({ task }) => {
    await window.close();
    const leftBehind = processes();
    kill(leftBehind);
    await model.stop();
    await agent.remove();
    if (task.result?.state === 'fail' || process.env['HOLDFAST_TRACE'] !== undefined) {
      console.log(window.log.join('\n').slice(-30_000));
    }
    expect(leftBehind.map(({ command }) => command)).toEqual([]);
  });

  test('answers a prompt piece by piece, and a second one in the same session', async () => {
    const sizes = new Set<number>();
    window.session.conversation.onDidChange(() => sizes.add(window.answer().length));
    await window.ask('count to 20');
    expect(window.answer()).toMatch(/number-1 number-2 .*number-20 That was all\.$/s);
    expect(sizes.size, 'steps in which it came').toBeGreaterThan(10);
    await window.ask('Are you there?');
    expect(window.answer()).toContain('I heard: Are you there?');
    expect(window.items().filter(({ kind }) => kind === 'end')).toEqual([]);
  });

  test('runs a command once that was allowed, and hears what it printed', async () => {
    window.send('run echo allowed > proof.txt; cat proof.txt; echo $((6*7))-times');
    await window.choose('allow_once');
    await window.until('the end', () => window.session.status.kind === 'idle');
    expect(await window.file('proof.txt')).toBe('allowed\n');
    expect(window.answer()).toContain('42-times');
    const tools = window.items().filter(({ kind }) => kind === 'tool');
    expect(tools).toMatchObject([{ status: 'completed' }]);
    expect(shownBy(tools, window.items())).toContain('42-times');
  });

  test('does not run a command that was rejected', async () => {
    window.send('run echo rejected > proof.txt');
    await window.choose('reject_once');
    await window.until('the end', () => window.session.status.kind === 'idle');
    expect(await window.file('proof.txt')).toBeUndefined();
    await window.ask('Are you there?');
    expect(window.answer()).toContain('I heard: Are you there?');
  });

  test('stops in mid-answer when it is told to, keeps what was said, and answers the next prompt', async () => {
    window.send('talk until stopped');
    await window.until('some words', () => window.answer().includes('word-5 '));
    window.session.stop();
    await window.until('the end', () => window.session.status.kind === 'idle');
    expect(window.items().at(-1)).toMatchObject({ kind: 'end', outcome: { kind: 'cancelled', late: false } });
    expect(window.items().some((item) => item.kind === 'message' && JSON.stringify(item).includes('word-5 '))).toBe(true);
    await window.ask('Are you there?');
    expect(window.answer()).toContain('I heard: Are you there?');
  });

  test('killed in mid-answer, goes on in the same session with the next prompt', async () => {
    await window.ask('count to 3');
    window.send('talk until stopped');
    await window.until('some words', () => window.answer().includes('word-5 '));
    const before = window.session.record.agentSessionId;
    kill(processes());
    await window.until('the end', () => window.session.status.kind !== 'working');
    expect(window.items().at(-1)).toMatchObject({ kind: 'end', outcome: { kind: 'failed', failure: { kind: 'exited', exit: { signal: 'SIGKILL' } } } });
    const asked = model.asked.length;
    await window.ask('Are you there?');
    expect(window.answer()).toContain('I heard: Are you there?');
    expect(window.session.record.agentSessionId).toBe(before);
    expect(window.items().filter((item) => item.kind === 'notice')).toEqual([]);
    // Nothing was asked of the model again, and nothing that was replayed is shown twice.
    expect(model.asked.slice(asked)).toEqual([
      // The agent remembers: what was asked before its death goes to the model again as context.
      { prompt: expect.stringContaining('Are you there?') as string, earlier: expect.stringContaining('count to 3') as string },
    ]);
    expect(window.items().filter((item) => item.kind === 'user')).toHaveLength(3);
    expect(JSON.stringify(window.items()).split('number-2 ')).toHaveLength(2);
  });
});

/** What the tool calls show of what was printed: their own texts, and the output of their terminals. */
function shownBy(tools: readonly Item[], items: readonly Item[]): string {
  const contents = tools.flatMap((item) => (item.kind === 'tool' ? item.content : []));
  const terminals = contents.flatMap((content) => (content.kind === 'terminal' ? [terminalItemId(content.terminalId)] : []));
  const outputs = items.flatMap((item) => (item.kind === 'terminal' && terminals.includes(item.id) ? [item.output] : []));
  const texts = contents.flatMap((content) => (content.kind === 'content' && content.content.kind === 'text' ? [content.content.text] : []));
  return [...outputs, ...texts].join('\n');
}
