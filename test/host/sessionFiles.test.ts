import { appendFileSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SetAside } from '../../src/host/aside';
import { ConversationFile } from '../../src/host/conversationFile';
import { listSessionDirs, SessionFiles } from '../../src/host/sessionFiles';
import { openStateRoot } from '../../src/host/stateRoot';
import type { ConversationEvent } from '../../src/session/conversationEvent';
import type { SessionRecord } from '../../src/session/port';
import { tempDir } from './tempDir';

function scene() {
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const reports: SetAside[] = [];
  const open = (): SessionFiles => new SessionFiles(root, (report) => reports.push(report));
  return { root, reports, open };
}

function record(id: string, updatedAt = 2): SessionRecord {
  return { id, agent: 'builtin', cwd: '/app', title: `About ${id}`, titledBy: 'prompt', createdAt: 1, updatedAt };
}

const sent = (at: number): ConversationEvent => ({ at, kind: 'sent', turnId: `t${at}` });

describe('the sessions on disk', () => {
  test('are listed newest first, as they were last written, by every window', () => {
    const { open } = scene();
    const [here, there] = [open(), open()];
    expect(here.list()).toEqual([]);
    here.create(record('one')).close();
    here.create(record('two', 5)).close();
    expect(there.list().map(({ id }) => id)).toEqual(['two', 'one']);
    there.update('one', { title: 'Renamed', titledBy: 'user', updatedAt: 9 });
    expect(here.list()[0]).toEqual({ ...record('one', 9), title: 'Renamed', titledBy: 'user' });
  });

  test('keep their conversation', async () => {
    const { open } = scene();
    const journal = open().create(record('one'));
    journal.append(sent(1));
    await journal.sync();
    journal.close();
    const again = open().open('one');
    again.append(sent(2));
    expect([...again.read()]).toEqual([sent(1), sent(2)]);
    again.close();
  });

  test('with an unreadable record are still listed while there is a conversation', () => {
    const { root, reports, open } = scene();
    const journal = open().create(record('one'));
    journal.append(sent(1));
    journal.close();
    writeFileSync(join(root.sessionsDir, 'one', 'session.json'), '{"id":"one"');
    expect(open().list()).toMatchObject([{ id: 'one', agent: '', title: '' }]);
    expect(reports).toHaveLength(1);
    expect(open().list()).toHaveLength(1);
    expect(reports).toHaveLength(1);
  });

  test('skip damaged lines of a conversation and say so once', () => {
    const { root, reports, open } = scene();
    open().create(record('one')).close();
    const lines = [JSON.stringify(sent(1)), '{"no":"event"}', 'rubbish', JSON.stringify(sent(2))];
    appendFileSync(join(root.sessionsDir, 'one', 'conversation.ndjson'), `${lines.join('\n')}\n`);
    const journal = open().open('one');
    expect([...journal.read()]).toEqual([sent(1), sent(2)]);
    expect([...journal.read()]).toHaveLength(2);
    expect(reports).toMatchObject([{ reason: '2 damaged lines in it were skipped.' }]);
    journal.close();
  });

  test('are not disturbed by what else lies in their folder', () => {
    const { root, open } = scene();
    open().create(record('one')).close();
    mkdirSync(join(root.sessionsDir, 'empty'));
    mkdirSync(join(root.sessionsDir, 'not a session!'));
    writeFileSync(join(root.sessionsDir, 'file'), '');
    expect(open().list().map(({ id }) => id)).toEqual(['one']);
  });

  test('say how large they are, and are removed with what of them was set aside, but nothing of another', () => {
    const { root, open } = scene();
    const files = open();
    files.create(record('one')).append(sent(1));
    files.create(record('one-more')).append(sent(1));
    const before = files.bytes('one');
    expect(before).toBeGreaterThan(100);
    mkdirSync(root.asideDir, { recursive: true });
    writeFileSync(join(root.asideDir, 'one.conversation.ndjson.abc'), 'x'.repeat(1000));
    writeFileSync(join(root.asideDir, 'one-more.session.json.abc'), 'x'.repeat(10));
    expect(files.bytes('one')).toBe(before + 1000);
    files.remove('one');
    expect(files.bytes('one')).toBe(0);
    expect(readdirSync(root.asideDir)).toEqual(['one-more.session.json.abc']);
    expect(files.ids()).toEqual(['one-more']);
  });

  test('are read through in small bites, without what is damaged', async () => {
    const { root, open } = scene();
    const journal = open().create(record('one'));
    journal.append({ at: 1, kind: 'newAgentSession' });
    journal.append({ at: 2, kind: 'prompt', turnId: 't2', clientId: 'c', content: [{ kind: 'text', text: 'ä'.repeat(200_000) }], origin: 'user' });
    appendFileSync(join(root.sessionsDir, 'one', 'conversation.ndjson'), 'torn\n{"at":3,"kind":"sent","turnId":"t2"}\n{"at":4,"kin');
    const events: ConversationEvent[] = [];
    for await (const event of open().stream('one')) {
      events.push(event);
    }
    expect(events.map(({ kind }) => kind)).toEqual(['newAgentSession', 'prompt', 'sent']);
    expect(JSON.stringify(events[1])).toContain('ä'.repeat(200_000));
    for await (const event of open().stream('nobody')) {
      expect(event).toBeUndefined();
    }
  });

  test('that never came to be are told from others when nothing has happened there for an hour', () => {
    const { root, open } = scene();
    open().create(record('one')).close();
    const [left, young] = ['left', 'young'].map((name) => join(root.sessionsDir, name));
    for (const dir of [left!, young!]) {
      mkdirSync(dir);
      writeFileSync(join(dir, 'lease.json'), '{"generation":1}');
    }
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(left!, longAgo, longAgo);
    utimesSync(join(root.sessionsDir, 'one'), longAgo, longAgo);
    expect(['left', 'young', 'one', 'nobody'].filter((id) => open().isLeftover(id))).toEqual(['left']);
  });

  test('that are removed are gone, and a name cannot lead out of their folder', () => {
    const { root, open } = scene();
    open().create(record('one')).close();
    open().remove('one');
    open().update('one', { title: 'too late' });
    expect(listSessionDirs(root.sessionsDir)).toEqual([]);
    expect(() => open().remove('../aside')).toThrow(/no session's name/);
    rmSync(root.sessionsDir, { recursive: true });
    expect(open().list()).toEqual([]);
  });
});

test('the end of a conversation is read back to the event that was asked for', () => {
  const dir = tempDir();
  const file = ConversationFile.open(join(dir, 'one'), { asideDir: join(dir, 'aside'), onSetAside: () => undefined });
  for (let at = 1; at <= 20; at += 1) {
    file.append(sent(at));
  }
  expect(file.readTail((event) => event.at === 18)).toEqual([sent(18), sent(19), sent(20)]);
  file.close();
});
