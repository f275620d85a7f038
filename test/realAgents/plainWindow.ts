/**
 * The whole product over plain Node, without an editor around it: what a real agent says is met by the real wire, sessions and files. It
 * offers the words of a person at one session. The view is not under test here.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { App } from '../../src/app';
import { systemClock } from '../../src/host/systemClock';
import type { Editor, Settings } from '../../src/port';
import type { Item } from '../../src/session/item';
import type { Session } from '../../src/session/session';
import type { RealAgent } from './realAgent.mjs';
import { ordinarySettings } from '../fakes/ordinarySettings';

export class PlainWindow {
  readonly folder: string;
  readonly log: string[] = [];
  readonly session: Session;
  readonly #app: App;
  readonly #place: string;
  #prompts = 0;

  constructor(agent: RealAgent) {
    this.#place = mkdtempSync(join(tmpdir(), 'holdfast-plain-'));
    this.folder = join(this.#place, 'folder');
    mkdirSync(this.folder);
    this.#app = App.open(this.#editor(agent), systemClock);
    this.session = this.#app.sessions.create(agent.name);
  }

  send(text: string): void {
    const receipt = this.session.prompt({ clientId: `prompt-${++this.#prompts}`, content: [{ kind: 'text', text }], origin: 'user' });
    if (receipt.kind !== 'accepted') {
      throw new Error(`The prompt was not taken: ${JSON.stringify(receipt)}`);
    }
  }

  /** Sends and waits for the end of the turn; says what happened in it. */
  async ask(text: string): Promise<readonly Item[]> {
    const from = this.items().length;
    this.send(text);
    await this.until(`the end of "${text}"`, () => this.session.status.kind === 'idle' && this.session.transcript.queue().length === 0);
    return this.items().slice(from);
  }

  items(): readonly Item[] {
    return this.session.transcript.items();
  }

  /** What the agent said since the last prompt. */
  answer(): string {
    const items = this.items();
    return textOfAgent(items.slice(items.findLastIndex(({ kind }) => kind === 'user')));
  }

  /** Chooses in the open question, by the kind of the option. */
  async choose(kind: string): Promise<void> {
    const question = await this.until('a question', () => this.items().find((item) => item.kind === 'question' && item.state.kind === 'open'));
    const option = question.kind === 'question' && question.options.find((one) => one.kind === kind);
    if (!option) {
      throw new Error(`There is no option ${kind}: ${JSON.stringify(question)}`);
    }
    this.session.answer(question.id, option.id);
  }

  /** Looks at each change; bounded, and says what it waited for. */
  until<T>(what: string, found: () => T | undefined | false, limitMs = 90_000): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const value = found();
        if (value !== undefined && value !== false) {
          cancel();
          stop();
          resolve(value);
        }
      };
      const cancel = systemClock.after(limitMs, () => {
        stop();
        reject(new Error(`Waited ${limitMs} ms for ${what}.\n${JSON.stringify(this.items().slice(-4))}\n${this.log.slice(-20).join('\n')}`));
      });
      const stop = this.session.conversation.onDidChange(look);
      look();
    });
  }

  async close(): Promise<void> {
    await this.#app.close(4_500);
    rmSync(this.#place, { recursive: true, force: true });
  }

  #editor({ name, setting }: RealAgent): Editor {
    const from = performance.now();
    const write = (level: string) => (message: string) => void this.log.push(`${Math.round(performance.now() - from)} [${level}] ${message}`);
    const settings: Settings = {
      ...ordinarySettings,
      agents: { [name]: setting },
      defaultAgent: name,
      connectTimeoutMs: 90_000,
      stopGraceMs: 10_000,
      stopForceMs: 30_000,
      background: { idleMs: 0, warnMs: 0, maxConcurrent: 3 },
      notifications: { level: 'off', minIntervalMs: 0 },
      operationTimeoutMs: 10_000,
      shutdownTotalMs: 4_500,
      trace: process.env['HOLDFAST_TRACE'] === undefined ? 'off' : 'verbose',
    };
    const log = { trace: write('trace'), debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
    return {
      log,
      traffic: log,
      extensionPath: resolve(import.meta.dirname, '../..'),
      version: '0.0.0-test',
      storage: { workspacePath: join(this.#place, 'storage'), globalPath: join(this.#place, 'global') },
      settings: () => settings,
      onDidChangeSettings: () => () => undefined,
      workspace: {
        folders: () => [this.folder],
        identity: () => [`file://${this.folder}`],
        trusted: () => true,
        onDidGrantTrust: () => () => undefined,
        unsavedText: () => undefined,
        writeText: (path, text) => writeFile(path, text),
      },
      attended: () => true,
      languagePeer: () => Promise.reject(new Error('The built-in agent is not under test here.')),
      tell: (severity, text) => void this.log.push(`[${severity}] ${text}`),
      translate: (text) => text,
    };
  }

  /** A file of the folder, or nothing. */
  async file(name: string): Promise<string | undefined> {
    return readFile(join(this.folder, name), 'utf8').catch(() => undefined);
  }
}

export function textOfAgent(items: readonly Item[]): string {
  return items
    .flatMap((item) => (item.kind === 'message' && item.speaker === 'agent' ? item.content : []))
    .map((content) => (content.kind === 'text' ? content.text : ''))
    .join('');
}
