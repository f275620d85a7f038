import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SetAside } from '../../src/host/aside';
import { openStateRoot } from '../../src/host/stateRoot';
import { tempDir } from './tempDir';

function scene() {
  const dir = tempDir();
  const globalStoragePath = join(dir, 'globalStorage', 'us.holdfast');
  const storage = (id: string): string => join(dir, 'workspaceStorage', id, 'us.holdfast');
  const open = (id: string | undefined, ...workspace: string[]): string =>
    openStateRoot({ globalStoragePath, workspace, ...(id !== undefined && { storagePath: storage(id) }) }).path;
  return { globalStoragePath, storage, open };
}

describe('the state of a workspace', () => {
  test('stands in its own storage, and for a second window in the first one\'s', () => {
    const { storage, open } = scene();
    expect(open('5a7c', 'file:///app')).toBe(storage('5a7c'));
    expect(open('5a7c-1', 'file:///app')).toBe(storage('5a7c'));
    expect(open('5a7c-12', 'file:///app')).toBe(storage('5a7c'));
  });

  test('is the same when the second window opens first, and again after restarts', () => {
    const { storage, open } = scene();
    expect(open('5a7c-1', 'file:///app')).toBe(storage('5a7c'));
    expect(open('5a7c', 'file:///app')).toBe(storage('5a7c'));
    expect(open('5a7c', 'file:///app')).toBe(storage('5a7c'));
    expect(open('5a7c-1', 'file:///app')).toBe(storage('5a7c'));
  });

  test('does not lose the sign of a negative id', () => {
    const { storage, open } = scene();
    expect(open('-12345678', 'file:///app')).toBe(storage('-12345678'));
    expect(open('-12345678-1', 'file:///app')).toBe(storage('-12345678'));
    expect(open('-1a2b3c', 'file:///lib')).toBe(storage('-1a2b3c'));
  });

  test('has a place of its own, the same for all windows, where the folder belongs to another workspace', () => {
    const { storage, open } = scene();
    expect(open('work', 'file:///app')).toBe(storage('work'));
    const other = open('work-7', 'file:///lib');
    expect(other.startsWith(storage('work'))).toBe(true);
    expect(other).not.toBe(storage('work'));
    expect(open('work-7-1', 'file:///lib')).toBe(other);
    expect(open('work-7', 'file:///lib')).toBe(other);
    expect(open('work', 'file:///app')).toBe(storage('work'));
  });

  test('gives both workspaces of such a pair the same answers whoever came first', () => {
    const { storage, open } = scene();
    expect(open('work-7', 'file:///lib')).toBe(storage('work'));
    const app = open('work', 'file:///app');
    expect(app).not.toBe(storage('work'));
    expect(open('work-1', 'file:///app')).toBe(app);
    expect(open('work-7-1', 'file:///lib')).toBe(storage('work'));
  });

  test('stays when folders are added to the workspace and others leave it', () => {
    const { storage, open } = scene();
    expect(open('5a7c', 'file:///a')).toBe(storage('5a7c'));
    expect(open('5a7c', 'file:///a', 'file:///b')).toBe(storage('5a7c'));
    expect(open('5a7c', 'file:///b', 'file:///c')).toBe(storage('5a7c'));
    expect(open('5a7c-1', 'file:///c', 'file:///b')).toBe(storage('5a7c'));
    expect(open('5a7c')).toBe(storage('5a7c'));
    expect(open('5a7c', 'file:///c')).toBe(storage('5a7c'));
  });

  test('stands in the global storage when no folder is open', () => {
    const { globalStoragePath, open } = scene();
    expect(open(undefined)).toBe(globalStoragePath);
    expect(existsSync(globalStoragePath)).toBe(true);
  });

  test('is taken into use again when the file that names the workspace is torn', () => {
    const { storage, globalStoragePath } = scene();
    mkdirSync(storage('5a7c'), { recursive: true });
    writeFileSync(join(storage('5a7c'), 'root.json'), '{"works');
    const reports: SetAside[] = [];
    const root = openStateRoot({
      storagePath: storage('5a7c'),
      globalStoragePath,
      workspace: ['file:///app'],
      onSetAside: (report) => reports.push(report),
    });
    expect(root.path).toBe(storage('5a7c'));
    expect(reports).toHaveLength(1);
    expect(JSON.parse(readFileSync(join(root.path, 'root.json'), 'utf8'))).toEqual({ workspace: ['file:///app'] });
  });
});
