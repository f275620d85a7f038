/** What is being typed, per session: in the view's state with every change, and told to the host when typing pauses. */
import { signal } from '@preact/signals';

const pauseMs = 300;

export interface DraftsPort {
  load(): Readonly<Record<string, string>>;
  save(drafts: Readonly<Record<string, string>>): void;
  tell(sessionId: string, text: string): void;
  after(ms: number, run: () => void): () => void;
}

export class Drafts {
  readonly text = signal('');
  #sessionId: string | undefined;
  #callOff: (() => void) | undefined;

  constructor(private readonly port: DraftsPort) {}

  /** Shows a session's draft. What this view remembers is newer than what the host was told. */
  show(sessionId: string, told: string): void {
    if (sessionId === this.#sessionId) {
      return;
    }
    this.#tellNow();
    // Somebody may have begun to type before the host had said which session this is.
    const early = this.#sessionId === undefined ? this.text.value : '';
    this.#sessionId = sessionId;
    const draft = this.port.load()[sessionId] ?? told;
    this.text.value = draft;
    if (early !== '') {
      this.type(joined(draft, early));
    }
  }

  type(text: string): void {
    this.text.value = text;
    if (this.#sessionId === undefined) {
      return;
    }
    const others = Object.entries(this.port.load()).filter(([id]) => id !== this.#sessionId);
    this.port.save(Object.fromEntries(text === '' ? others : [...others, [this.#sessionId, text]]));
    this.#callOff?.();
    this.#callOff = this.port.after(pauseMs, () => this.#tellNow());
  }

  /** Puts text in front of what is being typed in that session: both were meant. */
  putBack(sessionId: string, text: string): void {
    if (sessionId !== this.#sessionId) {
      const drafts = this.port.load();
      this.port.save({ ...drafts, [sessionId]: joined(text, drafts[sessionId] ?? '') });
      return;
    }
    this.type(joined(text, this.text.value));
  }

  #tellNow(): void {
    if (this.#callOff !== undefined && this.#sessionId !== undefined) {
      this.#callOff();
      this.#callOff = undefined;
      this.port.tell(this.#sessionId, this.text.value);
    }
  }
}

function joined(text: string, typed: string): string {
  return [text, typed].filter((part) => part.trim() !== '').join('\n\n');
}
