import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { findCommand } from '../../src/host/findCommand';
import { tempDir } from './tempDir';

function scene() {
  const dir = tempDir();
  const files = { 'first/plain': 0o644, 'second/agent': 0o755, 'second/plain': 0o755, 'home/bin/agent': 0o755 };
  for (const [path, mode] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), '#!/bin/sh\n');
    chmodSync(join(dir, path), mode);
  }
  mkdirSync(join(dir, 'first/agent'));
  const environment = { HOME: join(dir, 'home'), PATH: ['', join(dir, 'first'), 'second', join(dir, 'second')].join(delimiter) };
  return { dir, find: (command: string) => findCommand(command, environment, dir), environment };
}

test('a bare name is the first program of that name in PATH, not a folder and not a file that cannot be run', () => {
  const { dir, find } = scene();
  expect(find('agent')).toEqual({ found: true, path: join(dir, 'second/agent') });
  expect(find('plain')).toEqual({ found: true, path: join(dir, 'second/plain') });
});

test('a path is taken from the folder the command runs in, from the home folder, or as it is', () => {
  const { dir, find } = scene();
  expect(find('./second/agent')).toEqual({ found: true, path: join(dir, 'second/agent') });
  expect(find('second/agent')).toEqual({ found: true, path: join(dir, 'second/agent') });
  expect(find('~/bin/agent')).toEqual({ found: true, path: join(dir, 'home/bin/agent') });
  expect(find(join(dir, 'second/agent'))).toEqual({ found: true, path: join(dir, 'second/agent') });
});

test('what is nowhere comes with the places that were searched', () => {
  const { dir, find } = scene();
  expect(find('missing')).toEqual({ found: false, searched: [join(dir, 'first'), 'second', join(dir, 'second')] });
  expect(find('./missing')).toEqual({ found: false, searched: [join(dir, 'missing')] });
  expect(find('')).toMatchObject({ found: false });
  expect(findCommand('agent', {}, dir)).toEqual({ found: false, searched: [] });
});

test('a program that merely lies in the present folder is not found by its bare name', () => {
  const { dir, environment } = scene();
  expect(findCommand('agent', { ...environment, PATH: ['', '.'].join(delimiter) }, join(dir, 'second'))).toMatchObject({ found: false });
});
