/** One tool call: what it is, how it stands in words, how long it took, and inside what it did. */
import { useId, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { sayDuration } from '../../chat/timeWords';
import { sayToolStatus } from '../../chat/words';
import type { ToolItem, ToolStatus } from '../../session/item';
import { Disclosure } from '../disclosure';
import { Icon } from '../icon';
import { useNow } from '../now';
import { t } from '../translate';
import { useView } from '../view';
import { Locations, locationsBesideDiffs } from './locations';
import { RawInput } from './rawInput';
import { ToolContents } from './toolContents';

export function ToolCall({ item }: { readonly item: ToolItem }): JSX.Element {
  const titleId = useId();
  const { store } = useView();
  const promptId = store.latestPromptId.value;
  // What could be watched while it ran can be read when it has ended, until the next turn begins.
  const watchedIn = useRef<{ readonly promptId: string | undefined } | undefined>(undefined);
  const isWorthOpening = isWorthALook(item);
  if (isWorthOpening) {
    watchedIn.current ??= { promptId };
  }
  const isOpen = isWorthOpening || (watchedIn.current !== undefined && watchedIn.current.promptId === promptId);
  return (
    <section class={`tool ${item.status}`} role="group" aria-labelledby={titleId}>
      <Disclosure
        initially={isOpen ? 'open' : 'closed'}
        summary={
          <>
            <Icon name={iconOf(item.toolKind)} />
            <span class="tool-title" id={titleId} title={item.title}>
              {item.title === '' ? t('Tool call') : item.title}
            </span>
            <Status item={item} />
          </>
        }
      >
        {() => <Body item={item} />}
      </Disclosure>
    </section>
  );
}

function Status({ item }: { readonly item: ToolItem }): JSX.Element {
  const running = item.status === 'in_progress' || item.status === 'pending';
  const now = useNow(running && item.endedAt === undefined ? 'ticking' : 'still');
  const elapsedMs = (item.endedAt ?? now) - item.startedAt;
  return (
    <span class="tool-status">
      <Icon name={statusIcons[item.status]} {...(item.status === 'in_progress' ? { spin: 'spin' } : {})} />
      <span>{sayToolStatus(item.status, t)}</span>
      {elapsedMs >= 1_000 && (running || item.endedAt !== undefined) && <span class="tool-time">{sayDuration(elapsedMs, t)}</span>}
    </span>
  );
}

function Body({ item }: { readonly item: ToolItem }): JSX.Element {
  const isEmpty = item.content.length === 0 && item.locations.length === 0 && item.rawInput === undefined && item.rawOutput === undefined;
  return (
    <div class="tool-body">
      <Locations locations={locationsBesideDiffs(item.locations, item.content)} />
      <RawInput input={item.rawInput} title={item.title} />
      <ToolContents itemId={item.id} contents={item.content} />
      {item.content.length === 0 && item.rawOutput !== undefined && <RawOutput output={item.rawOutput} />}
      {isEmpty && <p class="hint">{t('The agent told nothing more about this.')}</p>}
    </div>
  );
}

function RawOutput({ output }: { readonly output: unknown }): JSX.Element {
  const text = typeof output === 'string' ? output : JSON.stringify(output, undefined, 2);
  return <pre class="plain-output">{text.slice(0, 20_000)}</pre>;
}

/** Changes and failures are looked at, and work that goes on; the rest is there on demand. */
function isWorthALook(item: ToolItem): boolean {
  const hasTerminal = item.content.some((content) => content.kind === 'terminal');
  return item.status === 'failed' || item.content.some((content) => content.kind === 'diff') || (hasTerminal && item.status === 'in_progress');
}

const statusIcons: Readonly<Record<ToolStatus, string>> = {
  pending: 'clock',
  in_progress: 'loading',
  completed: 'check',
  failed: 'error',
  cancelled: 'circle-slash',
  unfinished: 'circle-slash',
};

function iconOf(toolKind: string): string {
  const icons: Readonly<Record<string, string>> = {
    read: 'file',
    edit: 'edit',
    delete: 'trash',
    move: 'arrow-swap',
    search: 'search',
    execute: 'terminal',
    think: 'lightbulb',
    fetch: 'globe',
    switch_mode: 'settings',
  };
  return icons[toolKind] ?? 'tools';
}
