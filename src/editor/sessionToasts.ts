/**
 * Tells of what happens in sessions that nobody looks at: a question, a turn that should be looked at, one that came to no good end. One
 * toast each, with a way to get there; what can be done about it is done in the conversation, where its context is. How turns end while
 * nobody is at the window is told together when somebody is back. Nothing else makes a toast by itself.
 */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Cancel, Clock } from '../base/clock';
import type { Unsubscribe } from '../base/event';
import { sayOutcome } from '../chat/endWords';
import { sayDuration } from '../chat/timeWords';
import type { Session } from '../session/session';
import type { SessionSummary } from '../session/sessions';
import { endingOf } from '../notice/notice';
import { agentName } from './agentName';
import { AwayEnds, sayAwayEnds } from './awayEnds';
import type { Desk } from './desk';
import { commands } from './ids';
import type { SettingValues } from './ids';
import { shorten } from './label';
import { namesIn } from './taskNotices';
import type { Way, Welcome } from './taskNotices';
import { toast } from './toast';
import { t } from './translate';

export class SessionToasts {
  /** What is open and was told of, or was in sight. */
  #known = new Set<string>();
  readonly #away = new AwayEnds();
  /** What somebody who has come back is to hear, for the moment in which something else may be told them too. */
  #welcome: Welcome | undefined;
  #cancelWelcome: Cancel = () => undefined;
  readonly #unsubscribe: Unsubscribe;

  constructor(
    private readonly app: App,
    private readonly desk: Desk,
    /** Read at each use: the setting `notifications.level`. */
    private readonly level: () => SettingValues['notifications.level'],
    private readonly clock: Clock,
  ) {
    this.#unsubscribe = app.sessions.onDidEndTurn(({ sessionId, outcome }) => {
      const summary = app.sessions.summary(sessionId);
      // How a task in the background ended is told by what is owed to the user.
      if (summary?.kind !== undefined) {
        return;
      }
      if (!vscode.window.state.focused) {
        this.#away.note({ sessionId, outcome });
      } else if (summary && (outcome.kind === 'failed' || outcome.kind === 'stalled')) {
        this.#tell('error', summary, sayOutcome(outcome, this.#agentOf(summary), t));
      }
    });
  }

  dispose(): void {
    this.#unsubscribe();
    this.#cancelWelcome();
  }

  /** Somebody is back at the window. They hear it in one message with what else is told them in this moment, or in one of its own. */
  welcomeBack(): void {
    const ends = this.#away.take(this.level(), (sessionId) => this.desk.inSight(sessionId));
    const [only, ...others] = ends;
    if (only) {
      this.#tellWelcome();
      const text = sayAwayEnds(ends, namesIn(this.app), t);
      const way = others.length === 0 ? { name: t('Open'), go: () => this.desk.open(only.sessionId) } : { name: t('Show Sessions'), go: showSessions };
      this.#welcome = { severity: ends.some(({ outcome }) => endingOf(outcome) !== 'done') ? 'warning' : 'info', text, way };
      this.#cancelWelcome = this.clock.after(togetherMs, () => this.#tellWelcome());
    }
  }

  /** Whoever tells something now says it along with that. */
  takeWelcome(): Welcome | undefined {
    const welcome = this.#welcome;
    this.#welcome = undefined;
    this.#cancelWelcome();
    return welcome;
  }

  #tellWelcome(): void {
    const welcome = this.takeWelcome();
    if (welcome) {
      const { severity, text, way } = welcome;
      // Not awaited: the toast stays until somebody closes it, which may be never.
      void toast(severity, text, way.name).then((choice) => (choice === way.name ? way.go() : undefined));
    }
  }

  /** Called when sessions changed. */
  look(): void {
    const before = this.#known;
    this.#known = new Set();
    for (const summary of this.app.sessions.summaries()) {
      const { keys, text, ways } = this.#openMatters(summary);
      const isNew = keys.some((key) => !before.has(key));
      for (const key of keys) {
        this.#known.add(key);
      }
      if (isNew) {
        this.#tell('info', summary, text, ways);
      }
    }
  }

  #openMatters(summary: SessionSummary): Matters {
    const { id, status } = summary;
    const agent = this.#agentOf(summary);
    if (status.kind === 'waitingForYou') {
      return { keys: this.#openQuestions(id).map((question) => `${id}/${question}`), text: t('{0} needs an answer.', agent) };
    }
    if (status.kind === 'working' && status.attention) {
      const text = status.attention.kind === 'long' ? t('{0} has been busy for a long time.', agent) : t('{0} makes the same tool call over and over.', agent);
      return { keys: [`${id}/${status.since}/${status.attention.kind}`], text };
    }
    if (summary.kind === 'background' && status.kind === 'working' && status.silence?.kind === 'long') {
      const { since, endsAfterMs } = status.silence;
      const text = t('There is no activity of {0}. After {1} of silence the turn is ended.', agent, sayDuration(endsAfterMs, t));
      // Pressed late, a button means the turn that it was shown for, or nothing.
      const session = (): Session | undefined => {
        const now = this.app.sessions.opened(id);
        return now?.status.kind === 'working' && now.status.since === status.since ? now : undefined;
      };
      const before = { name: t('Keep waiting'), go: () => session()?.keepWaiting() };
      return { keys: [`${id}/${since}/silent`], text, ways: { before, behind: { name: t('Stop'), go: () => session()?.stop() } } };
    }
    return { keys: [], text: '' };
  }

  /** A session that waits is open already: finding it reads no file. */
  #openQuestions(sessionId: string): readonly string[] {
    const items = this.app.sessions.find(sessionId)?.transcript.items() ?? [];
    return items.flatMap((item) => (item.kind === 'question' && item.state.kind === 'open' ? [item.id] : []));
  }

  #tell(severity: 'info' | 'error', { id, title }: SessionSummary, text: string, ways?: Matters['ways']): void {
    const level = this.level();
    if (level === 'off' || (level !== 'all' && severity === 'info') || this.desk.inSight(id)) {
      return;
    }
    const open = { name: t('Open'), go: () => this.desk.open(id) };
    const all: readonly Way[] = ways ? [ways.before, open, ways.behind] : [open];
    // Not awaited: the toast stays until somebody closes it, which may be never.
    const answered = toast(ways ? 'warning' : severity, t('“{0}”: {1}', shorten(title, 60), text), ...all.map(({ name }) => name));
    void answered.then((choice) => all.find(({ name }) => name === choice)?.go());
  }

  #agentOf({ agent }: SessionSummary): string {
    return shorten(agentName(this.app.agents, agent), 40);
  }
}

/** Between somebody's return and what is told them of it alone. */
const togetherMs = 300;

function showSessions(): Thenable<unknown> {
  return vscode.commands.executeCommand(commands.showSessions);
}

/** What of a session a person should know of now. */
interface Matters {
  readonly keys: readonly string[];
  readonly text: string;
  /** What can be done about it at once, beside going there. */
  readonly ways?: { readonly before: Way; readonly behind: Way };
}
