/**
 * The status bar item: the most urgent thing about all sessions, in a few words, with a line per session in its tooltip. It ticks only
 * while an agent works, at most once a second, and touches the item only when its words change.
 */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Cancel, Clock } from '../base/clock';
import type { Unsubscribe } from '../base/event';
import { agentName } from './agentName';
import { commands, statusBarItem } from './ids';
import { byNeed } from './need';
import { Pacer } from './pacer';
import { sessionRow } from './sessionRow';
import { statusText } from './statusText';
import { t } from './translate';

export class StatusBar {
  readonly #item = vscode.window.createStatusBarItem(statusBarItem, vscode.StatusBarAlignment.Left, -10);
  readonly #pacer: Pacer;
  readonly #unsubscribe: Unsubscribe;
  #tooltip = '';
  #tick: Cancel | undefined;

  constructor(
    private readonly app: App,
    private readonly clock: Clock,
    /** Read at every redraw: the setting `statusBar.enabled`. */
    private readonly enabled: () => boolean,
  ) {
    this.#item.name = 'Holdfast';
    this.#item.command = commands.openSession;
    this.#pacer = new Pacer(clock, redrawEveryMs, () => this.#redraw());
    this.#unsubscribe = app.sessions.onDidChange(() => this.#pacer.ask());
    this.#redraw();
  }

  /** For changed settings. */
  refresh(): void {
    this.#pacer.ask();
  }

  dispose(): void {
    this.#pacer.dispose();
    this.#tick?.();
    this.#unsubscribe();
    this.#item.dispose();
  }

  #redraw(): void {
    this.#tick?.();
    this.#tick = undefined;
    if (!this.enabled()) {
      this.#item.hide();
      return;
    }
    const now = this.clock.wall();
    const pulse = this.app.sessions.pulse();
    const { text, spoken } = statusText(pulse, now, t);
    if (this.#item.text !== text) {
      this.#item.text = text;
    }
    if (this.#item.accessibilityInformation?.label !== spoken) {
      this.#item.accessibilityInformation = { label: spoken, role: 'button' };
    }
    this.#explain(now);
    this.#item.show();
    if (pulse.kind === 'working' || pulse.kind === 'quiet') {
      // Seconds are shown for a minute; then a change is due only when the next minute begins.
      const runningMs = now - pulse.since;
      const nextMs = runningMs < 60_000 ? redrawEveryMs : 60_000 - (runningMs % 60_000);
      this.#tick = this.clock.after(nextMs, () => this.#pacer.ask());
    }
  }

  #explain(now: number): void {
    const rows = byNeed(this.app.sessions.summaries()).slice(0, rowLimit);
    const lines = rows.map((summary) => {
      const row = sessionRow(summary, agentName(this.app.agents, summary.agent), now, t);
      return `${row.title} — ${row.description}`;
    });
    const tooltip = lines.length === 0 ? t('No sessions yet. Click to start one.') : lines.join('\n\n');
    if (tooltip !== this.#tooltip) {
      this.#tooltip = tooltip;
      // As text: titles are written by agents and must not become links or pictures.
      this.#item.tooltip = new vscode.MarkdownString().appendText(tooltip);
    }
  }
}

const redrawEveryMs = 1000;
const rowLimit = 12;
