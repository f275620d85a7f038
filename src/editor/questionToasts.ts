/**
 * Tells of questions in sessions that nobody looks at: one toast per question, with a way to get there. The answer is given in the
 * conversation, where its context is. Nothing else makes a toast by itself.
 */
import type { App } from '../app';
import { agentName } from './agentName';
import type { Desk } from './desk';
import { shorten } from './label';
import { toast } from './toast';
import { t } from './translate';

export class QuestionToasts {
  /** The open questions that the user was told of, or had in sight. */
  #known = new Set<string>();

  constructor(
    private readonly app: App,
    private readonly desk: Desk,
  ) {}

  /** Called when sessions changed. */
  look(): void {
    const before = this.#known;
    this.#known = new Set();
    for (const summary of this.app.sessions.summaries()) {
      if (summary.status.kind !== 'waitingForYou') {
        continue;
      }
      const inSight = this.desk.inSight(summary.id);
      const questions = this.#openQuestions(summary.id).map((id) => `${summary.id}/${id}`);
      const isNew = questions.some((question) => !before.has(question));
      for (const question of questions) {
        this.#known.add(question);
      }
      if (isNew && !inSight) {
        this.#tell(summary.id, summary.title, agentName(this.app.agents, summary.agent));
      }
    }
  }

  /** A session that waits is open already: finding it reads no file. */
  #openQuestions(sessionId: string): readonly string[] {
    const items = this.app.sessions.find(sessionId)?.transcript.items() ?? [];
    return items.flatMap((item) => (item.kind === 'question' && item.state.kind === 'open' ? [item.id] : []));
  }

  #tell(sessionId: string, title: string, agent: string): void {
    const open = t('Open');
    const text = t('{0} needs an answer in “{1}”.', shorten(agent, 40), shorten(title, 60));
    // Not awaited: the toast stays until somebody closes it, which may be never.
    void toast('info', text, open).then((choice) => (choice === open ? this.desk.open(sessionId) : undefined));
  }
}
