/** What exactly would be or was done: the command in full where there is one, else the tool's input as it came. */
import type { JSX } from 'preact';
import { Disclosure } from '../disclosure';
import { t } from '../translate';
import { commandOf, isOnlyCommand } from './command';

const mostCharacters = 20_000;

export function RawInput({ input, title }: { readonly input: unknown; readonly title: string }): JSX.Element | null {
  const command = commandOf(input);
  const rest = command === undefined || !isOnlyCommand(input) ? json(input) : undefined;
  return command === undefined && rest === undefined ? null : (
    <>
      {command !== undefined && command !== title && (
        <pre class="command" tabIndex={0} aria-label={t('Command')}>
          {command}
        </pre>
      )}
      {rest !== undefined && (
        <Disclosure initially={command === undefined && rest.length < 400 ? 'open' : 'closed'} summary={<span class="hint">{t('Input')}</span>}>
          {() => <pre class="plain-output">{rest}</pre>}
        </Disclosure>
      )}
    </>
  );
}

function json(input: unknown): string | undefined {
  if (input === undefined || input === null || (typeof input === 'object' && Object.keys(input).length === 0)) {
    return undefined;
  }
  const text = typeof input === 'string' ? input : JSON.stringify(input, undefined, 2);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}
