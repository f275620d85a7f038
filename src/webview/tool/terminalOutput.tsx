/** The output of a terminal, as it grows: its tail in the page, all of it when asked for. Each flush costs the tail, never the whole. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { t } from '../translate';
import { useView } from '../view';
import { terminalCellId } from './terminalCell';
import { mostCharacters, plainOutput, tailCharacters, tailOf } from './terminalText';

export function TerminalOutput({ terminalId }: { readonly terminalId: string }): JSX.Element {
  const { store } = useView();
  const output = useRef<HTMLPreElement>(null);
  const reach = useSignal<'tail' | 'all'>('tail');
  const hasMore = useSignal(false);
  // Subscribes to items that come: the terminal may be announced before it exists.
  const cell = store.order.value.length >= 0 ? store.cell(terminalCellId(terminalId)) : undefined;
  const item = cell?.item.value;
  const terminal = item?.kind === 'terminal' ? item : undefined;

  useLayoutEffect(() => {
    if (cell === undefined || terminal === undefined) {
      return undefined;
    }
    let raw = terminal.output + cell.appended;
    let scheduled = false;
    const draw = (): void => {
      scheduled = false;
      const { tail, cut } = tailOf(raw, reach.value === 'all' ? mostCharacters : tailCharacters);
      hasMore.value = cut || terminal.truncated;
      if (output.current !== null) {
        output.current.textContent = plainOutput(tail);
        output.current.scrollTop = output.current.scrollHeight;
      }
    };
    const listener = (text: string): void => {
      raw = tailOf(raw + text, mostCharacters * 2).tail;
      if (!scheduled) {
        scheduled = true;
        queueMicrotask(draw);
      }
    };
    draw();
    cell.onAppend = listener;
    return () => {
      if (cell.onAppend === listener) {
        cell.onAppend = undefined;
      }
    };
  }, [cell, terminal, reach.value]);

  return (
    <div class="terminal">
      {hasMore.value && (
        <p class="hint terminal-more">
          <span>{t('Only the end of the output is shown.')}</span>{' '}
          {reach.value === 'tail' && (
            <button type="button" class="link-button" onClick={() => (reach.value = 'all')}>
              {t('Show all')}
            </button>
          )}
        </p>
      )}
      <pre class="plain-output terminal-output" ref={output} tabIndex={0} aria-label={t('Output')} />
      {terminal?.exit !== undefined && <p class="hint">{sayExit(terminal.exit)}</p>}
    </div>
  );
}

function sayExit(exit: { readonly code?: number; readonly signal?: string }): string {
  if (exit.signal !== undefined) {
    return t('Ended by signal {0}', exit.signal);
  }
  return exit.code === undefined ? t('Ended') : t('Exit code {0}', exit.code);
}
