/** The agent's plan, with what is done of it; every state as a word, not only as a mark. */
import type { JSX } from 'preact';
import type { PlanEntry, PlanItem } from '../../session/item';
import { Icon } from '../icon';
import { plural, t } from '../translate';

export function Plan({ item }: { readonly item: PlanItem }): JSX.Element {
  const done = item.entries.filter((entry) => entry.status === 'completed').length;
  return (
    <section class="card plan" aria-label={t('Plan')}>
      <h4 class="card-title">
        <Icon name="checklist" />
        <span>{t('Plan')}</span>
        <span class="card-count">{plural(item.entries.length, `${done} of {0} step done`, `${done} of {0} steps done`)}</span>
      </h4>
      <ol class="plan-entries">
        {item.entries.map((entry, index) => (
          <PlanLine key={index} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function PlanLine({ entry }: { readonly entry: PlanEntry }): JSX.Element {
  const { icon, word } = {
    pending: { icon: 'circle-large', word: t('To do') },
    in_progress: { icon: 'circle-large-filled', word: t('In progress') },
    completed: { icon: 'pass', word: t('Done') },
  }[entry.status];
  return (
    <li class={`plan-entry ${entry.status}`}>
      <Icon name={icon} />
      <span class="hidden-visually">{`${word}: `}</span>
      <span>{entry.content}</span>
      {entry.priority === 'high' && <span class="badge">{t('High priority')}</span>}
    </li>
  );
}
