import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderWith } from './folders';
import { TestClient } from './testClient';

describe('/find', () => {
  test('answers with links to the places, grouped by file', async () => {
    const { client, sessionId, cwd } = await session({ 'b.ts': 'one\ntwo needle\n', 'a/(x).ts': 'needle\nnone\nNeedle', 'c.ts': 'none' });
    expect(await client.prompt(sessionId, '/find needle')).toEqual({ stopReason: 'end_turn' });
    expect(client.said(sessionId)).toBe(
      [
        '**b.ts**',
        '',
        `- [b.ts:2](${pathToFileURL(join(cwd, 'b.ts')).href}#L2) \`two needle\``,
        '',
        '**a/(x).ts**',
        '',
        `- [a/(x).ts:1](${pathToFileURL(cwd).href}/a/%28x%29.ts#L1) \`needle\``,
        `- [a/(x).ts:3](${pathToFileURL(cwd).href}/a/%28x%29.ts#L3) \`Needle\``,
        '',
        '3 matches for `needle` in 2 of 3 files.',
      ].join('\n'),
    );
    expect(client.updates(sessionId, 'tool_call')).toMatchObject([{ title: 'Find needle', kind: 'search', status: 'in_progress' }]);
    expect(client.updates(sessionId, 'tool_call_update')).toMatchObject([
      {
        status: 'completed',
        locations: [
          { path: join(cwd, 'b.ts'), line: 2 },
          { path: join(cwd, 'a/(x).ts'), line: 1 },
          { path: join(cwd, 'a/(x).ts'), line: 3 },
        ],
      },
    ]);
  });

  test('sees what is typed in open documents, saved or not', async () => {
    const { client, sessionId, cwd } = await session({ 'a.ts': 'on disk', 'closed.ts': 'on disk' });
    const uri = pathToFileURL(join(cwd, 'a.ts')).href;
    open(client, uri, 'first\nline');
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 1, character: 0 }, end: { line: 1, character: 4 } }, text: 'needle' }],
    });
    open(client, pathToFileURL(join(cwd, 'new.ts')).href, 'needle in a new file');
    open(client, pathToFileURL(join(cwd, 'node_modules/x.js')).href, 'needle in a package');
    open(client, 'untitled:Untitled-1', 'no\nneedle');
    open(client, pathToFileURL(join(folderWith(), 'elsewhere.ts')).href, 'needle elsewhere');

    await client.prompt(sessionId, '/find needle');
    expect(client.said(sessionId)).toContain('[a.ts:2]');
    expect(client.said(sessionId)).toContain('[new.ts:1]');
    expect(client.said(sessionId)).toContain('- Untitled-1:2 `needle`');
    expect(client.said(sessionId)).toMatch(/3 matches for `needle` in 3 of 4 files\.$/);

    await client.prompt(sessionId, '/find on disk');
    expect(client.said(sessionId)).toMatch(/1 match for `on disk` in 1 of 4 files\.$/);

    client.notify('textDocument/didClose', { textDocument: { uri } });
    await client.prompt(sessionId, '/find on disk');
    expect(client.said(sessionId)).toMatch(/2 matches for `on disk` in 2 of 4 files\.$/);
  });

  test('passes over what nobody wrote: version control, packages, ignored, binary and huge files, links', async () => {
    const { client, sessionId, cwd } = await session({
      '.git/config': 'needle',
      'node_modules/a.js': 'needle',
      'src/node_modules/a.js': 'needle',
      '.gitignore': '# needless\ndist/\n*.log\n!keep.log\n/top.txt\n',
      'dist/a.js': 'needle',
      'a.log': 'needle',
      'keep.log': 'needle',
      'top.txt': 'needle',
      'sub/top.txt': 'needle',
      'image.bin': Buffer.from('needle\0'),
      'huge.txt': 'needle\n'.repeat(200_000),
    });
    symlinkSync(cwd, join(cwd, 'loop'));
    await client.prompt(sessionId, '/find needle$');
    const places = client.updates(sessionId, 'tool_call_update').flatMap((update) => update.locations ?? []);
    expect(places.map(({ path }) => path.slice(cwd.length + 1))).toEqual(['keep.log', 'sub/top.txt']);
  });

  test('takes capitals seriously, and a broken expression for plain text', async () => {
    const { client, sessionId } = await session({ 'a.ts': 'Needle(\nneedle(\n' });
    await client.prompt(sessionId, '/find Needle');
    expect(client.said(sessionId)).toMatch(/1 match for/);
    await client.prompt(sessionId, '/find needle(');
    expect(client.said(sessionId)).toMatch(/2 matches for `needle\(` \(taken as plain text, as it is no regular expression\)/);
    await client.prompt(sessionId, '/find ^needle\\S$');
    expect(client.said(sessionId)).toMatch(/2 matches for `\^needle\\S\$` in 1 of 1 file\.$/);
  });

  test('stops at 200 matches and says that there are more', async () => {
    const { client, sessionId } = await session({ 'a.ts': 'needle\n'.repeat(150), 'b.ts': 'needle\n'.repeat(150) });
    await client.prompt(sessionId, '/find needle');
    expect(client.said(sessionId)).toMatch(/200 matches for `needle` in 2 of 2 files\. There are more: I stopped at 200 matches\.$/);
  });

  test('gives up on an expression that would take for ever', async () => {
    const { client, sessionId } = await session({ 'a.ts': `${'a'.repeat(50)}b` });
    expect(await client.prompt(sessionId, '/find ^(a+)+$')).toEqual({ stopReason: 'end_turn' });
    expect(client.said(sessionId)).toMatch(/I stopped at `a\.ts`, because this regular expression takes too long there\.$/);
  });

  test('ends between two files when it is cancelled', async () => {
    const manyFiles = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.ts`, 'hay\nneedle']));
    const { client, sessionId } = await session(manyFiles);
    const turn = client.prompt(sessionId, '/find needle');
    await client.until(() => client.said(sessionId) !== '');
    client.notify('session/cancel', { sessionId });
    expect(await turn).toEqual({ stopReason: 'cancelled' });
    expect(client.said(sessionId)).toMatch(/Stopped before everything was searched\.$/);
  });

  test('keeps what it finds from becoming Markdown', async () => {
    const { client, sessionId } = await session({ '[a](b).md': 'needle `code` **bold**' });
    await client.prompt(sessionId, '/find needle');
    expect(client.said(sessionId)).toContain('[\\[a\\](b).md:1]');
    expect(client.said(sessionId)).toContain('``needle `code` **bold**``');
  });

  test('says so when there is nothing to find', async () => {
    const { client, sessionId } = await session({ 'a.ts': '' });
    await client.prompt(sessionId, '/find needle');
    expect(client.said(sessionId)).toBe('No match for `needle` in 1 file.');
  });

  test('says so when the folder cannot be read', async () => {
    const client = new TestClient(folderWith());
    onTestFinished(() => client.dispose());
    await client.initialize();
    const sessionId = await client.newSession('/no/such/folder');
    expect(await client.prompt(sessionId, '/find needle')).toEqual({ stopReason: 'end_turn' });
    expect(client.said(sessionId)).toMatch(/^The folder `\/no\/such\/folder` could not be searched: ENOENT/);
    expect(client.updates(sessionId, 'tool_call_update')).toMatchObject([{ status: 'failed' }]);
  });
});

function open(client: TestClient, uri: string, text: string): void {
  client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'typescript', version: 1, text } });
}

type Files = Readonly<Record<string, string | Uint8Array>>;

async function session(files: Files): Promise<{ client: TestClient; sessionId: string; cwd: string }> {
  const client = new TestClient(folderWith());
  onTestFinished(() => client.dispose());
  await client.initialize();
  const cwd = folderWith(files);
  return { client, cwd, sessionId: await client.newSession(cwd) };
}
