/**
 * Where the user writes. Typing is possible at any time; what is sent while the agent works is queued. Enter sends (or Ctrl+Enter, by the
 * setting), never during composition of a character. Escape closes the command list; pressed twice, it stops the turn.
 */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { JSX, TargetedKeyboardEvent } from 'preact';
import type { AgentCommand } from '../../session/port';
import { plainText } from '../conversation/message';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';
import type { View } from '../view';
import { ActivityLine } from './activityLine';
import { CommandList, commandListId, commandOptionId } from './commandList';
import { matchingCommands } from './commandMatch';
import { DeafCard } from './deafCard';
import { PromptHistory } from './history';
import { Queue } from './queue';

/** Two presses of Escape this close together mean *Stop*. */
const escapeTwiceMs = 1_000;

export function Composer(): JSX.Element {
  const view = useView();
  const input = useRef<HTMLTextAreaElement>(null);
  const history = useRef(new PromptHistory());
  const escapedAt = useRef(-Infinity);
  const chosen = useSignal(0);
  const dismissed = useSignal<string | undefined>(undefined);
  const { head, frame } = view.store;
  const text = view.drafts.text.value;
  const commands = dismissed.value === text ? [] : matchingCommands(text, head.value?.commands ?? []);
  const selected = Math.min(chosen.value, commands.length - 1);

  useSignalEffect(() => {
    if (view.focusWishes.value > 0) {
      input.current?.focus();
    }
  });

  const choose = (command: AgentCommand): void => {
    const filled = `/${command.name} `;
    view.type(filled);
    dismissed.value = filled;
    requestAnimationFrame(() => input.current?.setSelectionRange(filled.length, filled.length));
  };

  const show = (recalled: string | undefined, caret: 'start' | 'end'): void => {
    if (recalled !== undefined) {
      view.type(recalled);
      const at = caret === 'start' ? 0 : recalled.length;
      requestAnimationFrame(() => input.current?.setSelectionRange(at, at));
    }
  };

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>): void => {
    // Any other key in between, and a key that is held, makes it no second press.
    const isSecondEscape = performance.now() - escapedAt.current <= escapeTwiceMs;
    escapedAt.current = -Infinity;
    // 229 is what a key is called while a character is composed, in the one event where `isComposing` is already over.
    if (event.isComposing || event.keyCode === 229) {
      return;
    }
    const isEscape = event.key === 'Escape' && isPlain(event) && !event.repeat && isStoppable(view);
    if (isEscape && isSecondEscape) {
      event.preventDefault();
      view.stop();
      return;
    }
    if (isEscape) {
      escapedAt.current = performance.now();
    }
    const command = commands[selected];
    if (command !== undefined && driveList(event, commands.length, selected, { choose: () => choose(command), dismiss: () => (dismissed.value = text), move: (to) => (chosen.value = to) })) {
      return;
    }
    const element = event.currentTarget;
    if (event.key === 'Enter' && sends(event, frame.value?.sendKey ?? 'enter')) {
      event.preventDefault();
      history.current.leave();
      view.send();
    } else if (event.key === 'ArrowUp' && isPlain(event) && element.selectionEnd === 0) {
      show(history.current.older(promptsOf(view), text), 'start');
    } else if (event.key === 'ArrowDown' && isPlain(event) && element.selectionStart === text.length) {
      show(history.current.newer(promptsOf(view)), 'end');
    }
  };

  return (
    <div class="composer">
      <ActivityLine />
      <DeafCard />
      <Queue />
      {view.refusal.value !== undefined && (
        <p class="refusal" role="alert">
          <Icon name="error" />
          <span>{view.refusal.value}</span>
        </p>
      )}
      <div class="composer-box">
        {commands.length > 0 && <CommandList commands={commands} chosen={selected} onChoose={choose} />}
        <textarea
          ref={input}
          class="composer-input"
          aria-label={t('Message')}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(commands.length > 0 ? { 'aria-controls': commandListId, 'aria-activedescendant': commandOptionId(selected) } : {})}
          rows={1}
          placeholder={t('Ask {0}, / for commands', head.value?.agent.name ?? t('an agent'))}
          value={text}
          onInput={(event) => {
            history.current.leave();
            chosen.value = 0;
            dismissed.value = undefined;
            view.type(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        <div class="composer-tools">
          <AgentPicker />
          <span class="composer-space" />
          <StopButtons />
          <button type="button" class="icon-button send" aria-label={t('Send')} title={sendTitle(view)} disabled={text.trim() === '' || head.value === undefined} onClick={() => view.send()}>
            <Icon name="send" />
          </button>
        </div>
      </div>
    </div>
  );
}

/** Named by its label; the one that is chosen is its value. It is fixed once the session has begun. */
function AgentPicker(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  const agents = view.store.frame.value?.agents ?? [];
  if (head === undefined) {
    return null;
  }
  const known = agents.some((agent) => agent.id === head.agent.id);
  return (
    <span class="picker">
      <select
        aria-label={t('Agent')}
        title={head.agentFixed ? t('The agent of a session is fixed by its first message. Begin a new session for another one.') : t('Agent')}
        disabled={head.agentFixed}
        value={head.agent.id}
        onChange={(event) => view.chooseAgent(event.currentTarget.value)}
      >
        {!known && <option value={head.agent.id}>{head.agent.name}</option>}
        {agents.map((agent) => (
          <option key={agent.id} value={agent.id}>
            {agent.name}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" />
    </span>
  );
}

function StopButtons(): JSX.Element | null {
  const view = useView();
  const state = view.store.head.value?.state;
  switch (state?.kind) {
    case 'queued':
    case 'starting':
    case 'working':
    case 'waitingForYou':
      return (
        <button type="button" class="icon-button stop" aria-label={t('Stop')} title={t('Stop (Escape twice)')} onClick={() => view.stop()}>
          <Icon name="stop-circle" />
        </button>
      );
    case 'stopping':
      return state.force !== 'notYet' ? (
        <button type="button" class="button danger" title={t('Ends the agent’s process at once')} onClick={() => view.forceStop()}>
          {t('Force stop')}
        </button>
      ) : null;
    default:
      return null;
  }
}

interface ListVerbs {
  choose(): void;
  dismiss(): void;
  move(to: number): void;
}

/** Whether the key was for the command list. */
function driveList(event: KeyboardEvent, length: number, selected: number, verbs: ListVerbs): boolean {
  const run = {
    ArrowDown: () => verbs.move((selected + 1) % length),
    ArrowUp: () => verbs.move((selected + length - 1) % length),
    Tab: () => verbs.choose(),
    Enter: () => verbs.choose(),
    Escape: () => verbs.dismiss(),
  }[event.key];
  if (run === undefined || !isPlain(event)) {
    return false;
  }
  event.preventDefault();
  event.stopPropagation();
  run();
  return true;
}

/** What *Stop* is offered for. */
function isStoppable(view: View): boolean {
  return ['starting', 'working', 'waitingForYou'].includes(view.store.head.value?.state.kind ?? '');
}

function sends(event: KeyboardEvent, sendKey: 'enter' | 'ctrlEnter'): boolean {
  const withControl = event.ctrlKey || event.metaKey;
  return !event.shiftKey && !event.altKey && (sendKey === 'enter' || withControl);
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
}

function promptsOf(view: View): readonly string[] {
  const { store } = view;
  return store.order.peek().flatMap((id) => {
    const item = store.cell(id)?.item.peek();
    return item?.kind === 'user' && item.origin === 'user' ? [plainText(item.content)] : [];
  });
}

function sendTitle(view: View): string {
  const busy = view.store.head.value !== undefined && !['idle', 'gone'].includes(view.store.head.value.state.kind);
  const key = view.store.frame.value?.sendKey === 'ctrlEnter' ? t('Ctrl+Enter') : t('Enter');
  return busy ? t('Queue message ({0})', key) : t('Send ({0})', key);
}
