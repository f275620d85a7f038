import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DraftFile } from '../../src/host/draftFile';
import { openStateRoot } from '../../src/host/stateRoot';
import { tempDir } from './tempDir';

function scene() {
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const open = (): DraftFile =>
    new DraftFile(root, {
      onSetAside: () => undefined,
      onError: (error) => {
        throw error;
      },
    });
  return { open, onDisk: (): unknown => JSON.parse(readFileSync(join(root.path, 'drafts.json'), 'utf8')) };
}

test('a draft that was typed in another window is known of, and is removed with its session', () => {
  const { open, onDisk } = scene();
  const [here, there] = [open(), open()];
  there.set('one', 'half a sent');
  there.set('two', 'another');
  expect(here.get('one')).toBe('half a sent');
  expect(here.has('one')).toBe(true);
  here.remove('one');
  expect(onDisk()).toEqual({ two: 'another' });
  expect(here.has('one')).toBe(false);
});

test('a draft that another window has sent since is not shown as one, and what is typed here stays', () => {
  const { open } = scene();
  const there = open();
  there.set('one', 'half a sent');
  there.set('two', 'another');
  const here = open();
  here.set('two', 'typed here');
  there.set('one', '');
  there.set('two', '');
  expect(here.get('one')).toBe('');
  expect(here.get('two')).toBe('typed here');
});

test('a draft that was removed can be typed anew', () => {
  const { open, onDisk } = scene();
  const drafts = open();
  drafts.set('one', 'first');
  drafts.remove('one');
  drafts.set('one', 'first');
  expect(onDisk()).toEqual({ one: 'first' });
});
