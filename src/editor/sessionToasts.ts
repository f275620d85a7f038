/**
 * Tells of what happens in sessions that nobody looks at: a question, a turn that should be looked at, one that came to no good end. One
 * toast each, with a way to get there; what can be done about it is done in the conversation, where its context is. Nothing else makes a
 * toast by itself.
 */
import type { App } from '../app';
import type { Unsubscribe } from '../base/event';
import { sayOutcome } from '../chat/words';
import type { SessionSummary } from '../session/sessions';
import { agentName } from './agentName';
import type { Desk } from './desk';
import type { SettingValues } from './ids';
import { shorten } from './label';
import { toast } from './toast';
import { t } from './translate';

export class SessionToasts {
  /** What is open and was told of, or was in sight. */
  #known = new Set<string>();
  readonly #unsubscribe: Unsubscribe;

  constructor(
    private readonly app: App,
    private readonly desk: Desk,
    /** Read at each use: the setting `notifications.level`. */
    private readonly level: () => SettingValues['notifications.level'],
  ) {
    this.#unsubscribe = app.sessions.onDidEndTurn(({ sessionId, outcome }) => {
      const summary = app.sessions.summary(sessionId);
      if (summary && (outcome.kind === 'failed' || outcome.kind === 'stalled')) {
        this.#tell('error', summary, sayOutcome(outcome, this.#agentOf(summary), t));
      }
    });
  }

  dispose(): void {
    this.#unsubscribe();
  }

  /** Called when sessions changed. */
  look(): void {
    const before = this.#known;
    this.#known = new Set();
    for (const summary of this.app.sessions.summaries()) {
      const { keys, text } = this.#openMatters(summary);
      const isNew = keys.some((key) => !before.has(key));
      for (const key of keys) {
        this.#known.add(key);
      }
      if (isNew) {
        this.#tell('info', summary, text);
      }
    }
  }

  #openMatters(summary: SessionSummary): { readonly keys: readonly string[]; readonly text: string } {
    const { id, status } = summary;
    const agent = this.#agentOf(summary);
    if (status.kind === 'waitingForYou') {
      return { keys: this.#openQuestions(id).map((question) => `${id}/${question}`), text: t('{0} needs an answer.', agent) };
    }
    if (status.kind === 'working' && status.attention) {
      const text = status.attention.kind === 'long' ? t('{0} has been busy for a long time.', agent) : t('{0} makes the same tool call over and over.', agent);
      return { keys: [`${id}/${status.since}/${status.attention.kind}`], text };
    }
    return { keys: [], text: '' };
  }

  /** A session that waits is open already: finding it reads no file. */
  #openQuestions(sessionId: string): readonly string[] {
    const items = this.app.sessions.find(sessionId)?.transcript.items() ?? [];
    return items.flatMap((item) => (item.kind === 'question' && item.state.kind === 'open' ? [item.id] : []));
  }

  #tell(severity: 'info' | 'error', { id, title }: SessionSummary, text: string): void {
    const level = this.level();
    if (level === 'off' || (level !== 'all' && severity === 'info') || this.desk.inSight(id)) {
      return;
    }
    const open = t('Open');
    // Not awaited: the toast stays until somebody closes it, which may be never.
    void toast(severity, t('“{0}”: {1}', shorten(title, 60), text), open).then((choice) => (choice === open ? this.desk.open(id) : undefined));
  }

  #agentOf({ agent }: SessionSummary): string {
    return shorten(agentName(this.app.agents, agent), 40);
  }
}
