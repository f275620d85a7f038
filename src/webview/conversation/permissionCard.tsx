/**
 * A question of the agent to the human, with everything that is needed to answer it. Nothing is chosen beforehand, no key is taken, and
 * an answered or withdrawn question has words where its buttons were.
 */
import { useEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { sayQuestionState } from '../../chat/words';
import type { QuestionItem, QuestionOption } from '../../session/item';
import { Icon } from '../icon';
import { Locations, locationsBesideDiffs } from '../tool/locations';
import { RawInput } from '../tool/rawInput';
import { ToolContents } from '../tool/toolContents';
import { t } from '../translate';
import { useView } from '../view';

export function PermissionCard({ item }: { readonly item: QuestionItem }): JSX.Element {
  const view = useView();
  const card = useRef<HTMLElement>(null);
  const name = t('Permission request: {0}', item.title);
  const isOpen = item.state.kind === 'open';

  useEffect(() => {
    if (isOpen) {
      view.announcer.interrupt(name);
    }
  }, [isOpen, name]);

  const answer = (option: QuestionOption): void => {
    // The buttons are about to go: who answered by keyboard is put back where he types, nobody else is moved.
    if (card.current?.contains(document.activeElement) === true) {
      view.wishFocus();
    }
    view.answer(item.id, option.id);
  };
  return (
    <section class={`permission ${isOpen ? 'card open' : 'line'}`} role="group" aria-label={name} data-question={item.id} ref={card}>
      {isOpen ? <Open item={item} onAnswer={answer} /> : <Settled item={item} />}
    </section>
  );
}

function Open({ item, onAnswer }: { readonly item: QuestionItem; readonly onAnswer: (option: QuestionOption) => void }): JSX.Element {
  return (
    <>
      <h4 class="card-title">
        <Icon name="bell-dot" />
        <span>
          <span class="card-lead">{leadOf(item)}</span> {item.title}
        </span>
      </h4>
      <RawInput input={item.rawInput} title={item.title} />
      <ToolContents itemId={item.id} contents={item.content} />
      <Locations locations={locationsBesideDiffs(item.locations, item.content)} />
      <div class="buttons">
        {item.options.map((option) => (
          <button key={option.id} type="button" class={`button ${lookOf(option)}`} title={explain(option)} onClick={() => onAnswer(option)}>
            {option.name}
            {isLasting(option) && !saysItLasts(option.name) && <span class="button-note">{` (${t('always')})`}</span>}
          </button>
        ))}
      </div>
    </>
  );
}

/** One line: what it was about stands with its tool call. */
function Settled({ item }: { readonly item: QuestionItem }): JSX.Element {
  return (
    <>
      <Icon name={item.state.kind === 'withdrawn' ? 'circle-slash' : wasAllowed(item) ? 'check' : 'close'} />
      <span>
        <span class="answer">{sayQuestionState(item, t)}</span>
        {` · ${item.title}`}
      </span>
    </>
  );
}

function wasAllowed({ state, options }: QuestionItem): boolean {
  return state.kind === 'answered' && options.find((option) => option.id === state.optionId)?.kind.startsWith('reject') !== true;
}

function isLasting(option: QuestionOption): boolean {
  return option.kind.endsWith('_always');
}

function leadOf({ toolKind }: QuestionItem): string {
  switch (toolKind) {
    case 'execute':
      return t('Run this command?');
    case 'edit':
      return t('Edit this file?');
    default:
      return t('Allow this?');
  }
}

/** In the agent's own words, which speak English. */
function saysItLasts(name: string): boolean {
  return /always|session|don[’']t ask/i.test(name);
}

/** Only a single allowance looks like the main thing to do; a lasting one never does. */
function lookOf(option: QuestionOption): string {
  return option.kind === 'allow_once' ? '' : 'secondary';
}

function explain(option: QuestionOption): string {
  return isLasting(option) ? t('The agent remembers this answer and will not ask again.') : option.name;
}
