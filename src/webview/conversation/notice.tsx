/** A line that is nobody's message: from the agent, or from us about it. */
import type { JSX } from 'preact';
import { sayTakenOver } from '../../chat/words';
import type { NoticeItem, NoticeText } from '../../session/item';
import { Icon } from '../icon';
import { t } from '../translate';

export function Notice({ item }: { readonly item: NoticeItem }): JSX.Element {
  const { severity, text } = item;
  const { title, description } = say(text);
  return (
    <div class={`line notice ${severity}`}>
      <Icon name={severity} />
      <div>
        <span class="hidden-visually">{{ info: t('Note: '), warning: t('Warning: '), error: t('Error: ') }[severity]}</span>
        <span>{title}</span>
        {description !== '' && <p class="hint">{description}</p>}
      </div>
    </div>
  );
}

function say(text: NoticeText): { readonly title: string; readonly description: string } {
  switch (text.kind) {
    case 'agent':
      return { title: text.title, description: text.description ?? '' };
    case 'newAgentSession':
      return {
        title: t('The agent no longer had this session, so a new one was started.'),
        description: t('It does not know what stands above.'),
      };
    case 'askedAgain':
      return {
        title: t('The agent had shown nothing of this message, so it was started again and asked once more.'),
        description: '',
      };
    case 'takenOver':
      return { title: sayTakenOver(text.attempt, t), description: '' };
    case 'compaction':
      return { title: t('The agent is shortening its memory of this session: {0}', text.status), description: '' };
  }
}
