import { describe, expect, test } from 'vitest';
import { matchingCommands } from '../../src/webview/composer/commandMatch';
import { PromptHistory } from '../../src/webview/composer/history';
import { isOpenable, renderMarkdown } from '../../src/webview/markdown/renderer';
import { readPlace } from '../../src/webview/place';
import { commandOf } from '../../src/webview/tool/command';
import { plainOutput, tailOf } from '../../src/webview/tool/terminalText';

describe('Markdown of an agent', () => {
  test('makes no HTML of its own, and no link that runs something', () => {
    expect(renderMarkdown('<img src=x onerror=alert(1)>')).toBe('<p>&lt;img src=x onerror=alert(1)&gt;</p>\n');
    for (const href of ['command:workbench.action.quit', 'javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'vscode://x', 'data:text/html,x', '//evil.example']) {
      expect(isOpenable(href), href).toBe(false);
      expect(renderMarkdown(`[x](${href})`), href).not.toContain('data-href');
    }
  });

  test('shows a remote picture as a link, so that nothing is fetched', () => {
    const html = renderMarkdown('![pixel](https://example.com/track.png)');
    expect(html).not.toContain('<img');
    expect(html).toContain('data-href="https://example.com/track.png"');
    expect(renderMarkdown('![dot](data:image/png;base64,AAAA)')).toContain('<img src="data:image/png;base64,AAAA" alt="dot">');
    expect(renderMarkdown('![dot](data:image/svg+xml;base64,AAAA)')).not.toContain('<img');
  });

  test('has no style attributes, which the page would refuse', () => {
    const html = renderMarkdown('| a |\n|--:|\n| b |\n');
    expect(html).toContain('<td class="align-right">');
    expect(html).not.toContain('style');
  });

  test('takes a file name for a file name', () => {
    expect(renderMarkdown('see README.md')).toBe('<p>see README.md</p>\n');
  });
});

describe('a link', () => {
  test('to a file becomes a place', () => {
    expect(readPlace('file:///a/b%20c.ts#L12')).toEqual({ path: '/a/b c.ts', line: 12 });
    expect(readPlace('src/a.ts:12:3')).toEqual({ path: 'src/a.ts', line: 12 });
    expect(readPlace('src/a.ts#L3-L9')).toEqual({ path: 'src/a.ts', line: 3 });
    expect(readPlace('/C:/a/b.ts')).toEqual({ path: 'C:/a/b.ts', line: undefined });
    expect(readPlace('100%.txt')).toEqual({ path: '100%.txt', line: undefined });
  });

  test('to anything else does not', () => {
    expect(readPlace('https://example.com/a.ts:12')).toBeUndefined();
    expect(readPlace('mailto:a@example.com')).toBeUndefined();
    expect(readPlace('#heading')).toBeUndefined();
  });
});

describe('terminal output', () => {
  test('is shown without colours and titles, and with overwritten lines as they ended', () => {
    expect(plainOutput('\u001b[1;32mok\u001b[0m \u001b]0;title\u0007done\r\n 10 %\r 50 %\r100 %\nab\u0008c')).toBe('ok done\n100 %\nac');
  });

  test('is cut at a line', () => {
    expect(tailOf('one\ntwo\nthree', 8)).toEqual({ tail: 'three', cut: true });
    expect(tailOf('short', 10)).toEqual({ tail: 'short', cut: false });
    expect(tailOf('x'.repeat(20), 5)).toEqual({ tail: 'xxxxx', cut: true });
  });
});

describe('the command of a tool call', () => {
  test('is found however the agent writes it', () => {
    expect(commandOf({ command: 'npm test' })).toBe('npm test');
    expect(commandOf({ command: ['bash', '-lc', 'npm test'], cwd: '/' })).toBe('bash -lc npm test');
    expect(commandOf({ cmd: 'git', args: ['status'] })).toBe('git status');
    expect(commandOf({ path: 'a' })).toBeUndefined();
    expect(commandOf('npm test')).toBeUndefined();
  });
});

describe('slash commands', () => {
  const commands = [
    { name: 'help', description: '' },
    { name: 'review', description: '', hint: 'focus' },
    { name: 'preview', description: '' },
  ];
  const names = (text: string): string[] => matchingCommands(text, commands).map((command) => command.name);

  test('are offered by their beginning first, at the beginning of the text only', () => {
    expect(names('/')).toEqual(['help', 'review', 'preview']);
    expect(names('/re')).toEqual(['review', 'preview']);
    expect(names('say /re')).toEqual([]);
    expect(names('/review focus')).toEqual([]);
  });

  test('are no longer offered once one is complete and wants no more', () => {
    expect(names('/help')).toEqual([]);
    expect(names('/review')).toEqual(['review', 'preview']);
  });
});

describe('the history of prompts', () => {
  test('goes back to the oldest and returns to what was being typed', () => {
    const history = new PromptHistory();
    const prompts = ['first', 'second'];
    expect(history.older(prompts, 'typed')).toBe('second');
    expect(history.older(prompts, 'second')).toBe('first');
    expect(history.older(prompts, 'first')).toBeUndefined();
    expect(history.newer(prompts)).toBe('second');
    expect(history.newer(prompts)).toBe('typed');
    expect(history.newer(prompts)).toBeUndefined();
  });

  test('begins at the newest again after typing', () => {
    const history = new PromptHistory();
    history.older(['first', 'second'], '');
    history.leave();
    expect(history.older(['first', 'second'], 'x')).toBe('second');
  });
});
