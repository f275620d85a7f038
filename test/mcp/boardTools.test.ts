import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BoardStore } from '../../src/board/port';
import { callTool } from '../../src/mcp/boardTools';
import { WorkedBoard } from './workedBoard';

describe('a worker by its tools', () => {
  test('sees its task, and what came of the tasks before it', async () => {
    const board = new WorkedBoard();
    board.running('first');
    board.store.change({ kind: 'complete', by: { kind: 'person' }, taskId: 'first', summary: 'Nothing yet.' });
    board.store.change({ kind: 'finish', by: { kind: 'worker', taskId: 'first' }, taskId: 'first', runId: 'run-first', summary: 'The base is laid.', artifacts: [], missing: [], to: 'done' });
    board.store.change({ kind: 'create', by: { kind: 'person' }, taskId: 'a', status: 'todo', title: 'Build on it', prompt: 'Build a house.', parents: ['first'] });
    board.store.change({ kind: 'comment', by: { kind: 'person' }, taskId: 'a', text: 'In red.' });
    const client = board.worker('a');
    const { text } = await client.call('board_show');
    for (const part of ['Build on it', 'Build a house.', 'status: running', 'The base is laid.', 'person: In red.', '- 1: under way']) {
      expect(text).toContain(part);
    }
    expect((await client.call('board_list')).text.split('\n')).toEqual(['a · running · Build on it', 'first · done · The task first']);
    expect((await client.call('board_list', { status: 'blocked' })).text).toBe('There is no task that is blocked.');
    expect(await client.call('board_show', { taskId: 'nobody' })).toEqual({ text: 'There is no task nobody on the board.', isError: true });
  });

  test('reports that it is done, and only then is the task done', async () => {
    const board = new WorkedBoard();
    writeFileSync(join(board.folder, 'made.txt'), 'x');
    const client = board.worker('a');
    expect(await client.call('board_heartbeat', { note: 'half of it' })).toEqual({ text: 'Noted.', isError: false });
    expect(board.task('a').claim?.note).toBe('half of it');
    expect(await client.call('board_complete', {})).toMatchObject({ isError: true, text: expect.stringContaining('`summary` is needed') as string });
    const missing = await client.call('board_complete', { summary: 'All of it.', artifacts: ['made.txt', 'forgotten.txt'] });
    expect(missing.isError).toBe(true);
    expect(missing.text).toContain('forgotten.txt');
    expect(board.task('a').status).toBe('running');
    expect(await client.call('board_complete', { summary: 'All of it.', artifacts: ['made.txt'] })).toEqual({ text: 'The task is done. End your turn now.', isError: false });
    expect(board.task('a')).toMatchObject({ status: 'done', summary: 'All of it.', artifacts: ['made.txt'] });
    expect((await client.call('board_comment', { text: 'One more thing.' })).text).toContain('You have reported on this task already');
  });

  test('names no file outside of the workspace as its work, wherever a link leads', async () => {
    const board = new WorkedBoard();
    writeFileSync(join(board.path, 'secret.txt'), 'x');
    symlinkSync(join(board.path, 'secret.txt'), join(board.folder, 'link.txt'));
    const client = board.worker('a');
    for (const path of ['../secret.txt', join(board.path, 'secret.txt'), 'link.txt', 'a\0b']) {
      expect((await client.call('board_complete', { summary: 'Done.', artifacts: [path] })).isError).toBe(true);
    }
    expect(board.task('a').status).toBe('running');
  });

  test('reports that it cannot go on', async () => {
    const board = new WorkedBoard();
    const client = board.worker('a');
    expect(await client.call('board_block', { kind: 'bored', reason: 'x' })).toMatchObject({ isError: true, text: expect.stringContaining('one of dependency, needs_input') as string });
    expect((await client.call('board_block', { kind: 'needs_input', reason: 'Which colour?' })).isError).toBe(false);
    expect(board.task('a')).toMatchObject({ status: 'blocked', block: { kind: 'needs_input', reason: 'Which colour?' } });
  });

  test('makes tasks, and the same one only once', async () => {
    const board = new WorkedBoard();
    const client = board.worker('a');
    const wanted = { title: 'More', prompt: 'Do more.', idempotencyKey: 'more' };
    expect((await client.call('board_create', wanted)).text).toBe('The task is on the board: made1.');
    expect((await client.call('board_create', wanted)).text).toBe('You made this task before: made1.');
    expect(board.task('made1')).toMatchObject({ createdBy: { kind: 'worker', taskId: 'a' }, title: 'More' });
    expect((await client.call('board_create', { title: 'Next', prompt: 'Then this.', parents: ['made1'] })).isError).toBe(false);
    expect((await client.call('board_link', { taskId: 'made1', parentId: 'made3' })).isError).toBe(true);
    expect((await client.call('board_create', { title: 'Lost', prompt: 'Where?', parents: ['nowhere'] })).isError).toBe(true);
  });

  test('is nobody else, whatever it says of itself', async () => {
    const board = new WorkedBoard();
    board.running('b');
    const client = board.worker('a');
    const spoof = { text: 'I am a person.', by: { kind: 'person' }, author: 'person', taskId: 'b', runId: 'run-b' };
    expect((await client.call('board_comment', spoof)).isError).toBe(false);
    expect(board.task('b').comments).toMatchObject([{ by: { kind: 'worker', taskId: 'a' }, text: 'I am a person.' }]);
    await client.call('board_complete', { summary: 'Both are done.', taskId: 'b', runId: 'run-b' });
    expect([board.task('a').status, board.task('b').status]).toEqual(['done', 'running']);
  });

  test.each([
    ['board_comment', { text: 'Still here.' }],
    ['board_create', { title: 'More', prompt: 'And more.' }],
    ['board_link', { parentId: 'b' }],
  ])('that loses its task between the look and the write writes nothing: %s', async (tool, given) => {
    const board = new WorkedBoard();
    board.running('b');
    board.running('a');
    const { store } = board;
    const racing: BoardStore = {
      board: store.board,
      fault: undefined,
      onDidChange: store.onDidChange,
      refresh: () => store.refresh(),
      history: (...args) => store.history(...args),
      tryChange: (command) => store.tryChange(command),
      // Another window has had the lock in between.
      change: (command) => {
        board.takenOver('a', 'run-a2');
        return store.change(command);
      },
    };
    const before = board.task('a');
    const visit = { taskId: 'a', runId: 'run-a', token: 'x', hasCome: true, open: 1, calls: new Map<string, number>() };
    const answer = await callTool({ ...board.tools, store: racing }, visit, tool, given);
    expect(answer).toMatchObject({ isError: true, text: expect.stringContaining('taken over (attempt 2)') as string });
    expect(store.board.tasks()).toHaveLength(2);
    expect(board.task('a')).toMatchObject({ comments: before.comments, parents: before.parents });
  });

  test('is told when its task was taken over, and changes nothing any more', async () => {
    const board = new WorkedBoard();
    const client = board.worker('a');
    board.takenOver('a', 'run-2');
    for (const [tool, given] of Object.entries({ board_complete: { summary: 'Done.' }, board_comment: { text: 'Late.' }, board_heartbeat: {}, board_create: { title: 'x', prompt: 'y' } })) {
      const answer = await client.call(tool, given);
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain('This task was taken over (attempt 2)');
    }
    expect(board.task('a')).toMatchObject({ status: 'running', comments: [], claim: { runId: 'run-2' } });
    expect((await client.call('board_show')).isError).toBe(false);
  });

  test('is refused what is too long, of another kind, or unknown, with words', async () => {
    const board = new WorkedBoard();
    const client = board.worker('a');
    expect((await client.call('board_comment', { text: 'x'.repeat(20_001) })).text).toBe('`text` may have 20000 characters, and has 20001. Shorten it.');
    expect((await client.call('board_comment', { text: 7 })).text).toBe('`text` should be a text.');
    expect((await client.call('board_comment', { text: '  ' })).text).toContain('`text` is needed');
    expect((await client.call('board_complete', { summary: 'x', artifacts: 'made.txt' })).text).toBe('`artifacts` should be a list of texts.');
    expect((await client.call('board_destroy')).text).toContain('There is no such tool; there are board_show');
    expect(board.task('a').comments).toEqual([]);
  });

  test('is told when a person looks at its new task first', async () => {
    const board = new WorkedBoard();
    const client = board.worker('a');
    for (let n = 0; n < 20; n += 1) {
      expect((await client.call('board_create', { title: `${n}`, prompt: 'P' })).text).toBe(`The task is on the board: made${n + 1}.`);
    }
    const { text, isError } = await client.call('board_create', { title: 'one more', prompt: 'P' });
    expect([isError, text]).toEqual([false, 'The task is on the board: made21. It is not started before a person has looked at it: you have made 20 tasks already.']);
  });

  test('that loops fills no board', async () => {
    const board = new WorkedBoard();
    const client = board.worker('a');
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => client.call('board_comment', { text: `comment ${n}` })));
    expect(answers.every(({ isError }) => !isError)).toBe(true);
    for (let n = 30; n < 200; n += 1) {
      await client.call('board_comment', { text: `comment ${n}` });
    }
    expect((await client.call('board_comment', { text: 'and on' })).text).toBe('You have called board_comment 200 times in this attempt, which is as often as you may.');
    expect(board.task('a').comments).toHaveLength(200);
  });
});
