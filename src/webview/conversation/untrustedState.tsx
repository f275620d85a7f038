/** In a folder that is not trusted nothing is started; this says why, and how to change it. */
import type { JSX } from 'preact';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';

export function UntrustedState(): JSX.Element {
  const view = useView();
  return (
    <section class="card untrusted" aria-label={t('Restricted mode')}>
      <p class="alert-words">
        <Icon name="shield" />
        <span>{t('This folder is not trusted, so no agent is started in it.')}</span>
      </p>
      <p class="hint">{t('An agent reads files and runs commands. Trust the folder if you know who wrote it; then you can go on here at once.')}</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => view.run('manageTrust')}>
          {t('Manage Workspace Trust')}
        </button>
      </div>
    </section>
  );
}
