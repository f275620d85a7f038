/** The agent is gone: why, in words, the last it said, and what can be done. The composer stays usable below. */
import type { JSX } from 'preact';
import { evidenceOf, sayFailure } from '../../chat/endWords';
import type { ViewCommand } from '../../chat/protocol';
import type { AgentFailure } from '../../session/failure';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';

const shownLines = 8;

export function FailureCard(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  if (head?.state.kind !== 'gone') {
    return null;
  }
  const { failure } = head.state;
  return (
    <div class="card alert" role="alert">
      <p class="alert-words">
        <Icon name="error" />
        <span>{sayFailure(failure, head.agent.name, t)}</span>
      </p>
      {failure.kind === 'commandNotFound' && failure.searched.length > 0 && <p class="hint">{t('It was looked for in:')}</p>}
      <Evidence lines={evidenceOf(failure)} />
      <div class="buttons">
        {wayOut(failure).map(({ command, name }, index) => (
          <button key={command} type="button" class={index === 0 ? 'button' : 'button secondary'} onClick={() => view.run(command)}>
            {name}
          </button>
        ))}
        <button type="button" class="button secondary" onClick={() => view.run('showLog')}>
          {t('Show log')}
        </button>
      </div>
    </div>
  );
}

/** The last lines that the agent wrote, which often say best what is wrong. */
export function Evidence({ lines }: { readonly lines: readonly string[] }): JSX.Element | null {
  const last = lines.filter((line) => line.trim() !== '').slice(-shownLines);
  return last.length === 0 ? null : (
    <pre class="plain-output evidence" tabIndex={0} aria-label={t('Last output of the agent')}>
      {last.join('\n')}
    </pre>
  );
}

function wayOut(failure: AgentFailure): readonly { readonly command: ViewCommand; readonly name: string }[] {
  switch (failure.kind) {
    case 'untrusted':
      return [{ command: 'manageTrust', name: t('Manage Workspace Trust') }];
    case 'unknownAgent':
    case 'badSetting':
      return [
        { command: 'selectAgent', name: t('Select agent…') },
        { command: 'addAgent', name: t('Add agent…') },
      ];
    case 'commandNotFound':
      return [
        { command: 'restartAgent', name: t('Restart agent') },
        { command: 'addAgent', name: t('Add agent…') },
      ];
    default:
      return [{ command: 'restartAgent', name: t('Restart agent') }];
  }
}
