/** VS Code as the `Editor` that the product needs. It only lends: it starts nothing and shows nothing by itself. */
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { Editor, Settings } from '../port';
import { settingDefaults, settingsSection } from './ids';
import type { SettingKey } from './ids';
import { EditorLog } from './log';
import { Secrets } from './secrets';
import { SettingsReader } from './settings';
import { toast } from './toast';
import { t } from './translate';
import { EditorWorkspace } from './workspace';

export class VscodeEditor implements Editor {
  /** As VS Code has them now. Asking it costs too much for whoever draws a thousand cards, and it says when one changes. */
  readonly #raw = new Map<SettingKey, unknown>();
  readonly reader = new SettingsReader(
    (key: SettingKey) => this.#rawOf(key),
    (message) => this.log.warn(message),
  );
  readonly log: EditorLog;
  /** What agents and we say to each other, while the setting `trace.server` asks for it. */
  readonly traffic: EditorLog;
  readonly workspace = new EditorWorkspace();
  readonly extensionPath: string;
  readonly version: string;
  readonly storage: { readonly workspacePath?: string; readonly globalPath: string };
  readonly translate = t;
  readonly #settingsChanged = new Emitter<void>((error) => this.log.error(`A listener to changed settings failed: ${String(error)}`));
  readonly onDidChangeSettings = this.#settingsChanged.event;

  constructor(context: vscode.ExtensionContext, clock: Clock) {
    const secrets = new Secrets(() => this.reader.read('agents'), clock);
    this.log = new EditorLog('Holdfast', secrets.all);
    this.traffic = new EditorLog('Holdfast Protocol Traffic', secrets.all);
    this.extensionPath = context.extensionPath;
    this.version = String((context.extension.packageJSON as { readonly version?: unknown }).version);
    this.storage = {
      ...(context.storageUri ? { workspacePath: context.storageUri.fsPath } : {}),
      globalPath: context.globalStorageUri.fsPath,
    };
    // The logs are no subscriptions: closing writes its report after those are disposed of.
    context.subscriptions.push(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(settingsSection)) {
          this.#raw.clear();
          const keys = (Object.keys(settingDefaults) as SettingKey[]).filter((key) => change.affectsConfiguration(`${settingsSection}.${key}`));
          // The names alone: a value may be a secret.
          this.log.info(`Settings have changed: ${keys.join(', ')}.`);
          this.#settingsChanged.fire();
        }
      }),
    );
  }

  readonly settings = (): Settings => this.reader.readAll();

  readonly languagePeer: Editor['languagePeer'] = async (streams, ears) => {
    // The language client is a chunk of its own, beside the extension's: it weighs as much as all the rest.
    const chunk = await import('./languageAgent.js');
    return chunk.languagePeer(streams, ears, this.log);
  };

  attended(): boolean {
    return vscode.window.state.focused;
  }

  tell(severity: 'info' | 'warning' | 'error', text: string): void {
    // Not awaited: a message settles when somebody closes it, which may be never.
    void toast(severity, text);
  }

  #rawOf(key: SettingKey): unknown {
    if (!this.#raw.has(key)) {
      this.#raw.set(key, vscode.workspace.getConfiguration(settingsSection).get<unknown>(key));
    }
    return this.#raw.get(key);
  }
}
