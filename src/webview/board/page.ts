/**
 * One life of the board's page: the picture of the board, where the user is in it, what they type, and the line to the host, put together.
 * Components read its signals and call its verbs; nothing else posts a message. The keyboard moves only where the user sends it.
 */
import { batch, computed, signal } from '@preact/signals';
import type { TaskStatus } from '../../board/task';
import { columns } from '../../boardView/moves';
import type { CardAction } from '../../boardView/moves';
import type { BoardHostMessage, BoardPageCommand, BoardPlace } from '../../boardView/protocol';
import { sayStatus } from '../../boardView/words';
import { Announcer } from '../announcer';
import { Link } from '../link';
import { t } from '../translate';
import type { ViewTime } from '../view';
import type { BoardBridge } from './bridge';
import { Cards } from './cards';
import { Cursor } from './cursor';
import { Forms } from './forms';
import { readBoardHostMessage } from './hostMessage';

export class BoardPage {
  /** The card that is to be edited as soon as all of it is there. */
  #wantsEdit: string | undefined;
  readonly cards = new Cards();
  readonly announcer: Announcer;
  readonly link: Link<BoardHostMessage>;
  readonly forms: Forms;
  readonly openId;
  readonly archived;
  /** The form that stands in the pane, in place of the card. */
  readonly writing = signal<'new' | 'edit' | undefined>(undefined);
  /** Whose menu is open. */
  readonly menuOf = signal<string | undefined>(undefined);
  /** What is being dragged. */
  readonly dragged = signal<string | undefined>(undefined);
  /** Those that are shown: what is not looked through and what is scheduled only where there is something. */
  readonly shownColumns = computed<readonly TaskStatus[]>(() =>
    columns.filter((column) => {
      const isRare = column === 'triage' || column === 'scheduled';
      return column === 'archived' ? this.archived.value === 'shown' : !isRare || this.cards.column(column).value.length > 0;
    }),
  );

  readonly cursor = new Cursor(() => this.shownColumns.value.map((column) => this.cards.column(column).value));

  constructor(
    private readonly bridge: BoardBridge,
    time: ViewTime,
  ) {
    const { taskId, forms, archived } = bridge.load();
    this.openId = signal(taskId);
    this.archived = signal(archived);
    this.forms = new Forms(forms, { post: (message) => bridge.post(message), keep: () => this.#keep(), after: (ms, run) => time.after(ms, run) });
    this.announcer = new Announcer((ms, run) => void time.after(ms, run));
    this.link = new Link<BoardHostMessage>({
      read: readBoardHostMessage,
      ask: () => bridge.post({ kind: 'ready', ...(this.openId.value === undefined ? {} : { taskId: this.openId.value }) }),
      take: (messages) => messages.forEach((message) => this.#take(message)),
      frame: (run) => time.frame(run),
      after: (ms, run) => time.after(ms, run),
    });
  }

  begin(): void {
    this.link.open();
  }

  open(id: string): void {
    this.#go(id);
    this.writing.value = undefined;
    this.#keep();
    this.cursor.goTo('detail');
  }

  /** Back to the card that was open. */
  close(): void {
    this.cursor.currentId.value = this.openId.value ?? this.cursor.currentId.value;
    this.openId.value = undefined;
    this.writing.value = undefined;
    this.cards.forgetDetail();
    this.bridge.post({ kind: 'open' });
    this.#keep();
    this.cursor.goTo('card');
  }

  openMenu(id: string): void {
    this.cursor.currentId.value = id;
    this.menuOf.value = id;
  }

  closeMenu(then: 'focusCard' | 'stay'): void {
    this.menuOf.value = undefined;
    if (then === 'focusCard') {
      this.cursor.goTo('card');
    }
  }

  move(id: string, to: TaskStatus): void {
    const card = this.cards.cell(id)?.peek();
    if (card !== undefined && card.status !== to) {
      this.bridge.post({ kind: 'move', taskId: id, to });
      this.announcer.say(t('“{0}”: moving to {1}', card.title, sayStatus(to, t)));
    }
  }

  act(id: string, action: CardAction): void {
    if (action === 'edit' || action === 'comment') {
      this.#showPlace({ kind: action, taskId: id });
    } else {
      this.bridge.post({ kind: 'act', taskId: id, action });
    }
  }

  transcript(taskId: string, runId: string): void {
    this.bridge.post({ kind: 'transcript', taskId, runId });
  }

  run(command: BoardPageCommand): void {
    this.bridge.post({ kind: 'run', command });
  }

  newTask(): void {
    this.#showPlace({ kind: 'newTask' });
  }

  toggleArchived(): void {
    this.archived.value = this.archived.value === 'shown' ? 'hidden' : 'shown';
    this.#keep();
  }

  /** `drop`: what was typed is thrown away. */
  leaveForm(then: 'keep' | 'drop'): void {
    const kind = this.writing.value;
    if (kind !== undefined && then === 'drop') {
      this.forms.drop(this.#formKey(kind));
    }
    this.writing.value = undefined;
    this.cursor.goTo(this.openId.value === undefined ? 'card' : 'detail');
  }

  /** The form in the pane. */
  get shownForm() {
    const kind = this.writing.value;
    return kind && this.forms.find(this.#formKey(kind));
  }

  #take(message: BoardHostMessage): void {
    switch (message.kind) {
      case 'snapshot':
        this.cards.show(message.snapshot);
        this.#editWanted();
        break;
      case 'delta': {
        const before = new Map(message.cards.map(({ id }) => [id, this.cards.cell(id)?.peek().status]));
        this.cards.apply(message.cards, message.frame, message.detail?.card.id === this.openId.value ? message.detail : undefined);
        this.#editWanted();
        for (const { id, title, status } of message.cards) {
          const was = before.get(id);
          if (was !== undefined && was !== status) {
            // It is drawn in another column: the keyboard goes along with it.
            if (this.cursor.focusedId === id) {
              this.cursor.goTo('card');
            }
            this.announcer.say(t('“{0}” is now {1}', title, sayStatus(status, t)));
          }
        }
        break;
      }
      case 'ack':
        this.#saved(message.clientId, message.taskId);
        break;
      case 'refused':
        this.forms.refused(message.clientId, message.reason);
        break;
      case 'show':
        this.#showPlace(message.place);
        break;
    }
  }

  #go(id: string): void {
    this.cursor.currentId.value = id;
    if (this.openId.value !== id) {
      this.openId.value = id;
      this.cards.forgetDetail();
      this.bridge.post({ kind: 'open', taskId: id });
    }
  }

  #saved(clientId: string, taskId: string): void {
    const { form, more } = this.forms.saved(clientId, taskId) ?? {};
    if (form !== undefined && form.kind !== 'comment' && more === undefined) {
      this.leaveForm('keep');
    }
    if (form?.kind === 'new' && more === undefined) {
      this.open(taskId);
    } else if (form?.kind === 'new' && this.writing.peek() === 'new') {
      // Somebody is typing in it: the keyboard stays where it is.
      batch(() => {
        this.#go(taskId);
        this.writing.value = 'edit';
      });
      this.#keep();
    }
    this.announcer.say(t('Saved'));
  }

  #showPlace(place: BoardPlace): void {
    if (place.kind === 'newTask') {
      this.forms.begin({ kind: 'new', taskId: '' });
      this.writing.value = 'new';
      return this.cursor.goTo('form');
    }
    this.open(place.taskId);
    if (place.kind === 'comment') {
      this.cursor.goTo('comment');
    } else if (place.kind === 'edit') {
      this.#wantsEdit = place.taskId;
      this.#editWanted();
    }
  }

  /** Begins with what stands on the card, as soon as the host has told it. */
  #editWanted(): void {
    const detail = this.cards.detail.peek();
    if (this.#wantsEdit !== undefined && detail?.card.id === this.#wantsEdit && this.openId.peek() === this.#wantsEdit) {
      const { title, prompt, agentId, card } = detail;
      this.forms.begin({ kind: 'edit', taskId: card.id }, { title, text: prompt, agent: agentId ?? '', priority: card.priority });
      this.#wantsEdit = undefined;
      this.writing.value = 'edit';
      this.cursor.goTo('form');
    }
  }

  #formKey(kind: 'new' | 'edit') {
    return { kind, taskId: kind === 'new' ? '' : (this.openId.value ?? '') };
  }

  #keep(): void {
    const taskId = this.openId.value;
    this.bridge.save({ ...(taskId === undefined ? {} : { taskId }), archived: this.archived.value, forms: this.forms.all.value });
  }
}
