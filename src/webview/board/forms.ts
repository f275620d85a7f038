/**
 * What is being written on the board: a new task, changes to a card, a comment. Each stays where it was typed until the host has it or the
 * user throws it away; going elsewhere loses nothing. What is asked carries an id, so that asking again makes no second task.
 */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { BoardViewMessage, CardDraft } from '../../boardView/protocol';
import { newClientId } from '../clientId';
import { t } from '../translate';

export interface FormState {
  readonly kind: 'new' | 'edit' | 'comment';
  /** Empty for a new one. */
  readonly taskId: string;
  readonly title: string;
  readonly text: string;
  /** Empty: the default one. */
  readonly agent: string;
  readonly priority: number;
  readonly clientId: string;
  /** Of an edit: the card as it was when the form was opened. */
  readonly was?: CardDraft | undefined;
}

export type FormAnswer = { readonly kind: 'waiting' } | { readonly kind: 'refused'; readonly reason: string };

export interface FormsPort {
  post(message: BoardViewMessage): void;
  keep(forms: readonly FormState[]): void;
  after(ms: number, run: () => void): () => void;
}

type FormKey = Pick<FormState, 'kind' | 'taskId'>;

export class Forms {
  readonly #forms;
  readonly #answers = signal<ReadonlyMap<string, FormAnswer>>(new Map());

  constructor(
    kept: readonly FormState[],
    private readonly port: FormsPort,
  ) {
    this.#forms = signal(kept);
  }

  get all(): ReadonlySignal<readonly FormState[]> {
    return this.#forms;
  }

  find({ kind, taskId }: FormKey): FormState | undefined {
    return this.#forms.value.find((form) => form.kind === kind && form.taskId === taskId);
  }

  answerTo({ clientId }: FormState): FormAnswer | undefined {
    return this.#answers.value.get(clientId);
  }

  /** What was typed before is still there. */
  begin(key: FormKey, written: Partial<FormState> = {}): FormState {
    const before = this.find(key);
    if (before !== undefined) {
      return before;
    }
    const form: FormState = { title: '', text: '', agent: '', priority: 0, ...written, ...key, clientId: newClientId() };
    const begun: FormState = key.kind === 'edit' ? { ...form, was: draftOf(form) } : form;
    this.#set([...this.#forms.value, begun]);
    return begun;
  }

  type(key: FormKey, change: Partial<Pick<FormState, 'title' | 'text' | 'agent' | 'priority'>>): void {
    const form = this.begin(key);
    this.#answer(form.clientId, undefined);
    // Other words are another thing to ask.
    this.#set(this.#forms.value.map((other) => (other === form ? { ...form, ...change, clientId: newClientId() } : other)));
  }

  drop(key: FormKey): void {
    this.#set(this.#forms.value.filter((form) => form.kind !== key.kind || form.taskId !== key.taskId));
  }

  save(key: FormKey): void {
    const form = this.find(key);
    if (form === undefined || this.answerTo(form)?.kind === 'waiting') {
      return;
    }
    const missing = form.kind !== 'comment' && form.title.trim() === '' ? t('Type a title.') : form.text.trim() === '' ? sayMissing(form.kind) : undefined;
    if (missing !== undefined) {
      this.#answer(form.clientId, { kind: 'refused', reason: missing });
      return;
    }
    this.#answer(form.clientId, { kind: 'waiting' });
    this.port.post(messageOf(form));
    this.port.after(answerMs, () => {
      if (this.answerTo(form)?.kind === 'waiting') {
        this.#answer(form.clientId, { kind: 'refused', reason: t('There was no answer. Try it again.') });
      }
    });
  }

  /** The host has it, or not; says which form it was. */
  settle(clientId: string, refusal: string | undefined): FormState | undefined {
    const form = this.#forms.value.find((other) => other.clientId === clientId);
    this.#answer(clientId, form === undefined || refusal === undefined ? undefined : { kind: 'refused', reason: refusal });
    if (form !== undefined && refusal === undefined) {
      this.drop(form);
    }
    return form;
  }

  #answer(clientId: string, answer: FormAnswer | undefined): void {
    const others = [...this.#answers.value].filter(([id]) => id !== clientId);
    this.#answers.value = new Map(answer === undefined ? others : [...others, [clientId, answer]]);
  }

  #set(forms: readonly FormState[]): void {
    this.#forms.value = forms;
    this.port.keep(forms);
  }
}

function sayMissing(kind: FormState['kind']): string {
  return kind === 'comment' ? t('Type something.') : t('Say what the agent should do.');
}

function messageOf(form: FormState): BoardViewMessage {
  const { kind, clientId, taskId, text } = form;
  switch (kind) {
    case 'new':
      return { kind: 'create', clientId, draft: draftOf(form) };
    case 'edit':
      return { kind, clientId, taskId, draft: draftOf(form), was: form.was };
    case 'comment':
      return { kind, clientId, taskId, text: text.trim() };
  }
}

function draftOf({ title, text, agent, priority }: FormState): CardDraft {
  return { title: title.trim(), prompt: text.trim(), ...(agent === '' ? {} : { agent }), priority };
}

/** How long a form may stay unanswered before it says so. */
const answerMs = 5_000;
