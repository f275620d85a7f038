/** What the user asked, exactly as typed, with where it is when that is not obvious. */
import type { JSX } from 'preact';
import { sayOrigin, sayPromptState } from '../../chat/words';
import type { Content } from '../../session/content';
import type { UserItem } from '../../session/item';
import { Contents } from '../contents';
import { Disclosure } from '../disclosure';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';
import { Article } from './article';
import { plainText } from './message';

export function UserPrompt({ item }: { readonly item: UserItem }): JSX.Element {
  const { head } = useView().store;
  const state = sayPromptState(item.state, head.value?.agent.name ?? t('Agent'), t);
  if (item.origin === 'recovery') {
    return (
      <div class="line">
        <Icon name="debug-continue" />
        <span>{t('Holdfast asked the agent to go on with the interrupted work.')}</span>
      </div>
    );
  }
  return (
    <Article speaker={sayOrigin(item.origin, t)} look="user" at={item.at} text={() => plainText(item.content)}>
      {item.content.map((content, index) => (
        <PromptContent key={index} content={content} />
      ))}
      {item.note !== undefined && <Note text={item.note} />}
      {item.origin !== 'user' && <p class="hint">{sayOrigin(item.origin, t)}</p>}
      {state !== '' && <PromptStateLine tone={item.state === 'sent' ? 'calm' : 'warning'} text={state} />}
    </Article>
  );
}

/** Ours, and there for who wants to know. */
function Note({ text }: { readonly text: string }): JSX.Element {
  return (
    <div class="thought">
      <Disclosure initially="closed" summary={<span>{t('Holdfast told the agent what had been interrupted')}</span>}>
        {() => <p class="typed">{text}</p>}
      </Disclosure>
    </div>
  );
}

export function PromptStateLine({ tone, text }: { readonly tone: 'calm' | 'warning'; readonly text: string }): JSX.Element {
  return (
    <p class={`prompt-state ${tone}`}>
      {tone === 'warning' && <Icon name="warning" />}
      <span>{text}</span>
    </p>
  );
}

function PromptContent({ content }: { readonly content: Content }): JSX.Element {
  return content.kind === 'text' ? <p class="typed">{content.text}</p> : <Contents contents={[content]} writing="written" />;
}
