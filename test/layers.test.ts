/** Who may import whom, as data. Imports of types only have their own column: they vanish when the code is built. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

interface Doors {
  /** Folders or files of ours, and modules, that may be needed at run time. */
  readonly run: readonly string[];
  /** The same, for types; whatever may be run may also be a type. */
  readonly types?: readonly string[];
}

/** The most specific entry for a file rules alone. `src/port.ts` is types, and everybody may use them. */
const doors: Readonly<Record<string, Doors>> = {
  base: { run: [] },
  port: { run: [], types: ['base', 'wire/peer', 'node:stream'] },
  wire: { run: ['base', 'vscode-jsonrpc/node'], types: ['@agentclientprotocol/sdk', 'node:stream'] },
  session: { run: ['base'] },
  resume: { run: ['base', 'session/content', 'session/toolItem'], types: ['session'] },
  notice: { run: ['base'], types: ['board', 'session'] },
  running: { run: ['base'], types: ['session', 'notice'] },
  board: { run: ['base'] },
  mcp: { run: ['base', 'board', 'wire/lineSplitter', 'node:crypto'], types: ['agent/toolServer', 'node:stream'] },
  // A bundle and a process of its own, which an agent starts.
  'mcp/bridge': { run: ['base', 'mcp', 'wire/lineSplitter', '../package.json', 'node:net', '@modelcontextprotocol/server'] },
  worker: { run: ['base', 'board', 'session/result'], types: ['session'] },
  chat: { run: ['base', 'session'] },
  boardView: { run: ['base', 'board/task', 'board/parents', 'chat/ago', 'chat/shorten', 'chat/words'], types: ['board'] },
  host: { run: ['base', 'notice/notice', 'node:', 'lowdb'], types: ['session', 'resume', 'notice', 'board'] },
  agent: {
    run: ['base', 'wire', 'host', 'session', 'node:path', 'node:url', 'nanoid'],
    types: ['running', 'node:stream', '@agentclientprotocol/sdk'],
  },
  app: { run: ['base', 'wire', 'host', 'agent', 'session', 'resume', 'notice', 'running', 'board', 'mcp', 'chat', 'worker', 'nanoid', 'node:path'] },
  editor: {
    run: ['base', 'board/task', 'boardView', 'chat/ago', 'chat/shorten', 'chat/words', 'chat/endWords', 'chat/interruptionWords', 'chat/timeWords', 'session/item', 'notice/notice', 'running/linePattern', 'agent/redact', 'vscode', 'node:path'],
    types: ['api', 'app', 'board', 'notice', 'running', 'agent', 'session', 'chat', 'wire/peer', 'host/strays', 'node:stream'],
  },
  // The language client is loaded on first use, in a chunk of its own.
  'editor/languageAgent': { run: ['base', 'wire', 'editor', 'vscode', 'vscode-languageclient/node'], types: ['node:stream'] },
  'editor/languageTransport': { run: ['base', 'wire', 'editor'], types: ['node:stream', 'vscode-languageclient/node'] },
  extension: { run: ['app', 'editor', 'host/systemClock', 'vscode'], types: ['api'] },
  server: {
    run: [
      ...['base', 'wire/acp', 'wire/acpUpdate', 'wire/peer', 'host/eventLog', 'host/jsonFile', 'host/systemClock', 'host/timeLimit', '../package.json'],
      ...['node:', 'nanoid', 'vscode-languageserver', 'vscode-languageserver-textdocument'],
    ],
    types: ['wire', '@agentclientprotocol/sdk'],
  },
  webview: {
    run: ['boardView', 'chat/ago', 'chat/words', 'chat/endWords', 'chat/interruptionWords', 'chat/timeWords', 'session/item', 'preact', '@preact/signals', 'markdown-it', 'dompurify', 'highlight.js', '@vscode/codicons'],
    types: ['base', 'board', 'chat', 'session'],
  },
};

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'));

describe('the doors between folders', () => {
  test.each(files.map((file) => file.replaceAll('\\', '/')))('src/%s imports only through its doors', (file) => {
    const owner = ownerOf(file);
    const { run, types = [] } = doors[owner] ?? { run: [] };
    const folder = owner.split('/')[0] ?? owner;
    const wrong = importsOf(file).filter(({ target, typeOnly }) => {
      const allowed = [folder, ...run, ...(typeOnly ? [...types, 'port'] : [])];
      return !allowed.some((door) => fits(target, door));
    });
    expect(wrong).toEqual([]);
  });

  test('no file stands outside of the folders that have a story', () => {
    expect(files.filter((file) => !(ownerOf(file.replaceAll('\\', '/')) in doors))).toEqual([]);
  });

  test('no file is a barrel, and none has an enum: one imports from where a thing is defined, and a union of literals says the same', () => {
    const wrong = files.filter((file) => /^export \*|^\s*(?:export |declare |const )*enum \w/m.test(readFileSync(join('src', file), 'utf8')));
    expect(wrong).toEqual([]);
  });
});

function ownerOf(file: string): string {
  const name = file.replace(/\.tsx?$/, '');
  return name in doors ? name : (name.split('/')[0] ?? name);
}

function fits(target: string, door: string): boolean {
  return target === door || target.startsWith(`${door}/`) || (door.endsWith(':') && target.startsWith(door));
}

interface Import {
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Every module that the file names: imports and exports, `import()`, `require` and import types. */
function importsOf(file: string): readonly Import[] {
  const source = ts.createSourceFile(file, readFileSync(join('src', file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) {
      found.push({ target: resolve(file, specifier.text), typeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      // `import { type A }` does not count: `verbatimModuleSyntax` keeps the import, with nothing in it.
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require')) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A path of ours without its ending, from `src`; a module as it is named. */
function resolve(file: string, specifier: string): string {
  const folder = dirname(file).replaceAll('\\', '/');
  return specifier.startsWith('.') ? posix.join(folder, specifier).replace(/\.(?:tsx?|js)$/, '') : specifier;
}
