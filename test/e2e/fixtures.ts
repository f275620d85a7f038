// What an end-to-end test stands on: a VS Code of its own for every test (own profile, own port, own folder), and words for what a person
// does in it. Things are found by role and accessible name, and every wait is for an event. It knows nothing of how Holdfast is built.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test as base } from '@playwright/test';
import type { FrameLocator, Locator, Page } from '@playwright/test';
import { startWorkbench } from '../workbench/workbench.mjs';
import type { Process, Workbench } from '../workbench/workbench.mjs';

export { expect } from '@playwright/test';

/** The scripted ACP agent, as a value of the setting `holdfast.agents`. */
export function scriptedAgent(...args: readonly string[]): { command: string; args: string[] } {
  return { command: process.execPath, args: [path.resolve(import.meta.dirname, '../fakes/scriptedAgent.mjs'), ...args] };
}

type Settings = Readonly<Record<string, unknown>>;

/** What moves by itself costs time and hides whether something has settled. */
const stillSettings: Settings = { 'workbench.reduceMotion': 'on', 'editor.cursorBlinking': 'solid' };

interface Options {
  /** Settings that are there before the window opens. */
  readonly settings: Settings;
  /** Whether every folder is trusted, or VS Code asks as it does on the desktop. */
  readonly trust: 'given' | 'asked';
  /** Variables that VS Code is started with, on top of the person's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Files of the folder that is open. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders of unpacked extensions that are installed beside Holdfast. */
  readonly extensions: readonly string[];
}

interface Fixtures {
  /** The folder that `window` has open, empty but for `files`. */
  readonly folder: string;
  readonly workbench: Workbench;
  /** A window of that workbench with the folder open. */
  readonly window: Window;
}

export const test = base.extend<Options & Fixtures>({
  settings: [{}, { option: true }],
  trust: ['given', { option: true }],
  env: [{}, { option: true }],
  files: [{}, { option: true }],
  extensions: [[], { option: true }],

  folder: async ({ files }, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-folder-'));
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },

  workbench: async ({ settings, trust, env, extensions }, use, testInfo) => {
    const profile = await mkdtemp(path.join(tmpdir(), 'holdfast-profile-'));
    const workbench = await startWorkbench({ profile, settings: { ...stillSettings, ...settings }, trust, env, extraExtensions: extensions });
    await use(workbench);
    if (testInfo.status !== testInfo.expectedStatus) {
      await attachLogs(profile, testInfo);
    }
    const leftBehind = await workbench.stop();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    expect(leftBehind.map(describe), 'processes that outlived their window').toEqual([]);
  },

  window: async ({ page, workbench, folder }, use) => {
    const window = new Window(page, workbench);
    await window.open(folder);
    await use(window);
    // An orderly end: the window closes, and its extension host with it.
    await page.close();
  },
});

/** One window of a workbench, in the words of the person at it. */
export class Window {
  constructor(
    readonly page: Page,
    private readonly workbench: Workbench,
  ) {}

  async open(folder: string): Promise<void> {
    await this.page.goto(this.workbench.urlOf(folder));
    await this.#untilUp();
  }

  /**
   * A real window reload: the extension host runs `deactivate`, and a new one starts beside it. By command, as a person does it: VS Code
   * then saves its layout first, which a bare reload of the page does not wait for.
   */
  async reload(): Promise<void> {
    const reloaded = this.page.waitForEvent('framenavigated', (frame) => frame === this.page.mainFrame());
    await this.runCommand('Developer: Reload Window');
    await reloaded;
    await this.#untilUp();
  }

  /** Through the command palette, as a person would: F1, the title, Enter. */
  async runCommand(title: string): Promise<void> {
    const input = this.page.getByRole('textbox', { name: 'Type the name of a command to run.' });
    const entry = this.page.getByRole('option', { name: new RegExp(`^${escaped(title)}(,|$)`) }).first();
    // While the window starts, the key is lost or the list is one without our commands, and an open list does not learn of new ones:
    // soon again at first, and with more patience if the machine is slow.
    let patience = 0;
    await expect(async () => {
      patience += 500;
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: patience });
      await entry.click({ timeout: 2 * patience });
    }).toPass({ timeout: 45_000, intervals: [100] });
  }

  /** Answers what VS Code asks for in its input box. What is typed before the box is there goes elsewhere. */
  async answer(question: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget').filter({ hasText: question }).getByRole('textbox');
    await box.fill(text);
    await box.press('Enter');
  }

  /** The chat view: a frame inside a frame. */
  chat(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready:not([data-place="editor"] *)').frameLocator('iframe#active-frame');
  }

  /** Opens the session of the chat in the editor as well, and says where it is shown there. */
  async openInEditor(): Promise<FrameLocator> {
    await this.runCommand('Holdfast: Open Session in Editor');
    return this.editorPage();
  }

  /** Opens the task board in the editor, and says where it is shown. */
  async openBoard(): Promise<FrameLocator> {
    await this.runCommand('Holdfast: Open Task Board');
    const board = await this.editorPage();
    await expect(board.getByRole('main', { name: 'Task board' })).toBeVisible({ timeout: 30_000 });
    return board;
  }

  /** The page in the active editor. */
  async editorPage(): Promise<FrameLocator> {
    // All webviews float above the workbench, side by side: only the place below knows which one is its own.
    const floating = await this.page.locator('.editor-instance [aria-flowto]').getAttribute('aria-flowto');
    await this.page.locator('[data-place="editor"]').evaluateAll((elements) => elements.forEach((element) => element.removeAttribute('data-place')));
    await this.page.locator(`[id="${floating}"]`).evaluate((element) => element.setAttribute('data-place', 'editor'));
    return this.page.frameLocator('[data-place="editor"] iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  /** Opens the chat and waits until a prompt can be typed. */
  async openChat(): Promise<FrameLocator> {
    await this.runCommand('Holdfast: Open Chat');
    await expect(this.chat().getByRole('textbox', { name: 'Message' })).toBeVisible({ timeout: 30_000 });
    return this.chat();
  }

  /** Begins a session in the chat, with one of the agents from the settings. */
  async newSession(agent?: string): Promise<void> {
    // An empty one is new; another empty one in its place could not be told from it, and would forget the agent that is chosen below.
    if ((await this.chat().getByRole('article').count()) > 0) {
      await this.runCommand('Holdfast: New Session');
      await expect(this.chat().getByRole('article')).toHaveCount(0);
    }
    if (agent !== undefined) {
      await this.chat().getByRole('combobox', { name: 'Agent' }).selectOption(agent);
    }
  }

  /** Types into the composer and sends. */
  async send(text: string): Promise<void> {
    await this.chat().getByRole('textbox', { name: 'Message' }).fill(text);
    await this.chat().getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** A toast. */
  notification(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text });
  }

  /** The item in the status bar. */
  statusBar(): Locator {
    return this.page.locator('footer').locator('[id="holdfast-agents.holdfast.holdfast.status"]');
  }

  /** A row of a tree view, by the start of its label. */
  treeItem(label: string | RegExp): Locator {
    return this.page.getByRole('treeitem', { name: label });
  }

  /**
   * Replaces the person's settings, which must change one of Holdfast's, and waits until the extension host has heard of it. code-server
   * misses some writes of others to this file, and never hears of them then; what the workbench saves itself it knows.
   */
  async settings(settings: Settings): Promise<void> {
    // Before it is there, it hears of nothing.
    await expect(this.statusBar()).toBeVisible({ timeout: 30_000 });
    const changes = async (): Promise<number> => (await this.extensionLog()).split('Settings have changed: ').length;
    const before = await changes();
    const isHeard = (timeout: number): Promise<void> => expect.poll(changes, { timeout, message: 'changed settings are heard' }).toBeGreaterThan(before);
    await this.workbench.writeSettings({ ...stillSettings, ...settings });
    await isHeard(3_000).catch(async () => {
      await this.runCommand('Preferences: Open User Settings (JSON)');
      await this.page.locator('.editor-instance .view-line').first().click();
      await this.page.keyboard.press('Control+End');
      await this.page.keyboard.press('Enter');
      await this.runCommand('File: Save');
      await isHeard(15_000);
      await this.runCommand('View: Close Editor');
    });
  }

  /** As if the person had gone to another program, and come back: a browser that is driven always has the focus. */
  async goAway(): Promise<void> {
    const before = (await this.statusBar().textContent()) ?? '';
    await this.page.evaluate(() => {
      // A window that was never clicked into does not know yet that it has the focus.
      window.dispatchEvent(new Event('focus'));
      document.hasFocus = () => false;
      window.dispatchEvent(new Event('blur'));
    });
    // The seconds of what runs are counted by the extension host, which has heard of it when they go on.
    await expect(this.statusBar()).not.toHaveText(before);
  }

  async comeBack(): Promise<void> {
    await this.page.evaluate(() => {
      document.hasFocus = () => true;
      window.dispatchEvent(new Event('focus'));
    });
  }

  /** What Holdfast wrote into its output channel, in this profile, from the first window on. */
  async extensionLog(): Promise<string> {
    const logs = await filesUnder(path.join(this.workbench.user, 'logs'));
    const ours = logs.filter((file) => file.includes('holdfast-agents.holdfast') && file.endsWith('.log')).sort();
    return (await Promise.all(ours.map((file) => readFile(file, 'utf8')))).join('');
  }

  /** Who is alive in this workbench and has this text in the command line: agents, the built-in server. */
  processes(commandPart: string): readonly Process[] {
    return this.workbench.processes().filter(({ command }) => command.includes(commandPart));
  }

  async #untilUp(): Promise<void> {
    await expect(this.page.locator('.monaco-workbench .statusbar')).toBeVisible({ timeout: 60_000 });
  }
}

async function attachLogs(profile: string, testInfo: { outputPath(name: string): string }): Promise<void> {
  for (const file of (await filesUnder(profile)).filter((name) => name.endsWith('.log'))) {
    const copy = testInfo.outputPath(path.join('logs', path.relative(profile, file)));
    await mkdir(path.dirname(copy), { recursive: true });
    await writeFile(copy, await readFile(file));
  }
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

function describe({ pid, command }: Process): string {
  return `${pid} ${command.slice(0, 200)}`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
