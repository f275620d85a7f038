import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BuiltinFiles } from '../../src/host/builtinFiles';
import { openStateRoot } from '../../src/host/stateRoot';
import { tempDir } from './tempDir';

test('a session of the built-in agent is measured and removed by its id, and no id leads anywhere else', () => {
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const files = new BuiltinFiles(root);
  mkdirSync(join(root.path, 'builtin', 'one', 'aside'), { recursive: true });
  writeFileSync(join(root.path, 'builtin', 'one', 'history.ndjson'), 'x'.repeat(100));
  writeFileSync(join(root.path, 'builtin', 'one', 'aside', 'torn'), 'x'.repeat(20));
  expect(files.bytes('one')).toBe(120);
  expect(files.bytes('..')).toBe(0);
  files.remove('..');
  files.remove('');
  expect(files.bytes('one')).toBe(120);
  files.remove('one');
  expect(existsSync(join(root.path, 'builtin', 'one'))).toBe(false);
  files.remove('one');
  expect(files.bytes('one')).toBe(0);
});
