/**
 * `l10n/bundle.l10n.json` holds every text of the code, for translators: what is said through `t` or `translate`, what is `said` where nobody knows the
 * language, and nothing else. After a
 * new text, `npx vitest run test/texts.test.ts -u` writes it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';

const speaking = new Set(['t', 'translate', 'plural', 'said']);

test('the bundle for translators holds exactly the texts of the code', async () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const texts = [...new Set(files.flatMap(textsOf))].sort();
  expect(texts.length).toBeGreaterThan(0);
  const bundle = `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), undefined, 2)}\n`;
  await expect(bundle).toMatchFileSnapshot('../l10n/bundle.l10n.json');
});

function textsOf(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join('src', file), 'utf8'), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
      if (speaking.has(name.getText())) {
        texts.push(...node.arguments.filter(ts.isStringLiteralLike).map(({ text }) => text));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}
