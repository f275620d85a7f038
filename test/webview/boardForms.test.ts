import { expect, test } from 'vitest';
import type { BoardViewMessage } from '../../src/boardView/protocol';
import { readState } from '../../src/webview/board/bridge';
import { Forms } from '../../src/webview/board/forms';
import type { FormState } from '../../src/webview/board/forms';

class Host {
  posted: BoardViewMessage[] = [];
  kept: readonly FormState[] = [];
  timers: (() => void)[] = [];
  readonly forms: Forms;

  constructor(kept: readonly FormState[] = []) {
    this.forms = new Forms(kept, {
      post: (message) => this.posted.push(message),
      keep: (forms) => (this.kept = forms),
      after: (_ms, run) => {
        this.timers.push(run);
        return () => undefined;
      },
    });
  }
}

const newTask = { kind: 'new', taskId: '' } as const;

test('what is typed is kept for the next life of the page, until the host has it', () => {
  const host = new Host();
  host.forms.type(newTask, { title: 'Tidy up' });
  host.forms.type(newTask, { text: 'Please.' });
  const next = new Host([...readState({ forms: JSON.parse(JSON.stringify(host.kept)) as unknown }).forms]);
  expect(next.forms.find(newTask)).toMatchObject({ title: 'Tidy up', text: 'Please.' });
  next.forms.save(newTask);
  const [asked] = next.posted;
  expect(asked).toMatchObject({ kind: 'create', draft: { title: 'Tidy up', prompt: 'Please.', priority: 0 } });
  next.forms.saved(asked?.kind === 'create' ? asked.clientId : '', 'made');
  expect(next.kept).toEqual([]);
});

test('a refusal stands beside the form, and typing on takes it away', () => {
  const host = new Host();
  host.forms.type(newTask, { title: 'T', text: 'P' });
  host.forms.save(newTask);
  const form = host.forms.find(newTask);
  host.forms.refused(form?.clientId ?? '', 'The board is full.');
  expect(form && host.forms.answerTo(form)).toEqual({ kind: 'refused', reason: 'The board is full.' });
  host.forms.type(newTask, { title: 'U' });
  const typed = host.forms.find(newTask);
  expect(typed && host.forms.answerTo(typed)).toBeUndefined();
});

test('a form without an answer says so, and asks for the same thing when it is saved again', () => {
  const host = new Host();
  host.forms.type(newTask, { title: 'T', text: 'P' });
  host.forms.save(newTask);
  host.forms.save(newTask);
  expect(host.posted).toHaveLength(1);
  host.timers.forEach((run) => run());
  const form = host.forms.find(newTask);
  expect(form && host.forms.answerTo(form)).toMatchObject({ kind: 'refused' });
  host.forms.save(newTask);
  expect(host.posted[1]).toEqual(host.posted[0]);
});

test('a form that is typed on while it is saved makes one task, and what is new is a change of it', () => {
  const host = new Host();
  host.forms.type(newTask, { title: 'T', text: 'P' });
  host.forms.save(newTask);
  const [asked] = host.posted;
  const clientId = asked?.kind === 'create' ? asked.clientId : '';
  host.forms.type(newTask, { text: 'P, please.' });
  host.forms.save(newTask);
  expect(host.posted).toHaveLength(1);
  expect(host.forms.saved(clientId, 'made')).toMatchObject({ form: { kind: 'new' }, more: { kind: 'edit', taskId: 'made' } });
  host.forms.save({ kind: 'edit', taskId: 'made' });
  expect(host.posted[1]).toMatchObject({ kind: 'edit', taskId: 'made', draft: { title: 'T', prompt: 'P, please.' }, was: { title: 'T', prompt: 'P' } });
  expect(host.forms.find(newTask)).toBeUndefined();
});

test('so does one whose answer never came, also in the next life of the page', () => {
  const host = new Host();
  host.forms.type(newTask, { title: 'T', text: 'P' });
  host.forms.save(newTask);
  const next = new Host([...readState({ forms: JSON.parse(JSON.stringify(host.kept)) as unknown }).forms]);
  next.forms.type(newTask, { title: 'U' });
  next.forms.save(newTask);
  const ids = [host.posted[0], next.posted[0]].map((message) => (message?.kind === 'create' ? message.clientId : ''));
  expect(ids[1]).toBe(ids[0]);
  expect(next.forms.saved(ids[0] ?? '', 'made')?.more).toMatchObject({ kind: 'edit', title: 'U', was: { title: 'T' } });
});

test('of a comment that is typed on while it is saved, what is new stays', () => {
  const host = new Host();
  const comment = { kind: 'comment', taskId: 'a' } as const;
  host.forms.type(comment, { text: 'One.' });
  host.forms.save(comment);
  const clientId = host.forms.find(comment)?.clientId ?? '';
  host.forms.type(comment, { text: 'One. Two' });
  host.forms.saved(clientId, 'a');
  expect(host.forms.find(comment)?.text).toBe('Two');
});

test('what a card was when its form was opened goes along with the changes', () => {
  const host = new Host();
  const edit = { kind: 'edit', taskId: 'b' } as const;
  host.forms.begin(edit, { title: 'B', text: 'Do b.' });
  host.forms.type(edit, { title: 'Better' });
  host.forms.save(edit);
  expect(host.posted).toMatchObject([{ kind: 'edit', draft: { title: 'Better', prompt: 'Do b.' }, was: { title: 'B', prompt: 'Do b.', priority: 0 } }]);
});

test('what is missing is said without asking the host', () => {
  const host = new Host();
  host.forms.begin(newTask);
  host.forms.save(newTask);
  const form = host.forms.find(newTask);
  expect(host.posted).toEqual([]);
  expect(form && host.forms.answerTo(form)).toEqual({ kind: 'refused', reason: 'Type a title.' });
});

test('a comment on one card and changes to another are kept beside each other', () => {
  const host = new Host();
  host.forms.type({ kind: 'comment', taskId: 'a' }, { text: 'One' });
  host.forms.begin({ kind: 'edit', taskId: 'b' }, { title: 'B', text: 'Do b.' });
  expect(host.forms.find({ kind: 'comment', taskId: 'a' })?.text).toBe('One');
  expect(host.forms.begin({ kind: 'edit', taskId: 'b' }, { title: 'Other' }).title).toBe('B');
});

test.each([[undefined], ['x'], [{ forms: 'x' }], [{ forms: [{ kind: 'new' }, null, { kind: 'drop', title: 1 }] }]])('a kept state that is none is an empty one: %o', (raw) => {
  expect(readState(raw)).toEqual({ archived: 'hidden', forms: [] });
});
