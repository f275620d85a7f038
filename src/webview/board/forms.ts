/**
 * What is being written on the board: a new task, changes to a card, a comment. Each stays where it was typed until the host has it or the
 * user throws it away; going elsewhere loses nothing. What is asked carries an id, so that asking again makes no second task, also when it was
 * typed on while the answer was under way: what is new then is a change of what was saved.
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
  /** What was asked for under this id, while nobody knows what came of it. */
  readonly sent?: CardDraft | undefined;
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
    // Other words are another thing to ask, but for what may be saved already.
    const clientId = form.sent === undefined ? newClientId() : form.clientId;
    if (clientId !== form.clientId) {
      this.#answer(form.clientId, undefined);
    }
    this.#replace(form, { ...form, ...change, clientId });
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
    this.#replace(form, { ...form, sent: form.sent ?? draftOf(form) });
    this.#answer(form.clientId, { kind: 'waiting' });
    this.port.post(messageOf(form));
    this.port.after(answerMs, () => {
      if (this.answerTo(form)?.kind === 'waiting') {
        this.#answer(form.clientId, { kind: 'refused', reason: t('There was no answer. Try it again.') });
      }
    });
  }

  /** The host has not taken it: nothing was written. */
  refused(clientId: string, reason: string): void {
    const form = this.#withId(clientId);
    this.#answer(clientId, form && { kind: 'refused', reason });
    if (form) {
      this.#replace(form, { ...form, sent: undefined });
    }
  }

  /** The host has it, on this task. What was typed since stays, to be saved as well: of a new task it is an edit of it from now on. */
  saved(clientId: string, taskId: string): { readonly form: FormState; readonly more?: FormState } | undefined {
    const form = this.#withId(clientId);
    this.#answer(clientId, undefined);
    if (form === undefined) {
      return undefined;
    }
    const { sent, ...typed } = form;
    if (sent === undefined || sameDraft(sent, draftOf(form))) {
      this.drop(form);
      return { form };
    }
    const more: FormState = form.kind === 'comment' ? { ...typed, text: restOf(form.text, sent.prompt), clientId: newClientId() } : { ...typed, kind: 'edit', taskId, was: sent, clientId: newClientId() };
    this.#replace(form, more);
    return { form, more };
  }

  #withId(clientId: string): FormState | undefined {
    return this.#forms.value.find((form) => form.clientId === clientId);
  }

  #replace(form: FormState, by: FormState): void {
    this.#set(this.#forms.value.map((other) => (other === form ? by : other)));
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

function sameDraft(one: CardDraft, other: CardDraft): boolean {
  return one.title === other.title && one.prompt === other.prompt && one.agent === other.agent && one.priority === other.priority;
}

/** Behind what was saved; all of it, where that was changed. */
function restOf(text: string, saved: string): string {
  const typed = text.trimStart();
  return typed.startsWith(saved) ? typed.slice(saved.length).trimStart() : text;
}

/** How long a form may stay unanswered before it says so. */
const answerMs = 5_000;
