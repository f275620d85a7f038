/** All views of this window that show a conversation, in sight or not; views do not know of each other. */
import { Presenter } from './presenter';
import type { PresenterPorts } from './presenter';
import type { ViewSurface } from './surface';

export class Presenters {
  readonly #all = new Set<Presenter>();

  constructor(private readonly ports: PresenterPorts) {}

  /** One for each view or panel; it outlives the view's lives. With the session that the view remembers, if it does. */
  present(surface: ViewSurface, sessionId?: string): Presenter {
    const presenter = new Presenter(this.ports, surface, sessionId);
    this.#all.add(presenter);
    presenter.onDidDispose(() => this.#all.delete(presenter));
    return presenter;
  }

  /** Whether a person has this session in sight. */
  isShowing(sessionId: string): boolean {
    return [...this.#all].some((presenter) => presenter.isShowing(sessionId));
  }

  /** Agents, trust or a setting changed. */
  frameChanged(): void {
    for (const presenter of this.#all) {
      presenter.frameChanged();
    }
  }
}
