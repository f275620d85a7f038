/** A new task, or what stands on a card, to be written. Nothing typed is lost: it stays until it is saved or thrown away. */
import { useId } from 'preact/hooks';
import type { JSX } from 'preact';
import type { BoardFrame } from '../../boardView/protocol';
import { Icon, IconButton } from '../icon';
import { t } from '../translate';
import type { FormState } from './forms';
import { usePage } from './pageContext';

export function TaskForm({ form }: { readonly form: FormState }): JSX.Element {
  const page = usePage();
  const id = useId();
  const frame = page.cards.frame.value;
  const answer = page.forms.answerTo(form);
  const type = (change: Partial<Pick<FormState, 'title' | 'text' | 'agent' | 'priority'>>): void => page.forms.type(form, change);
  const save = (): void => page.forms.save(form);
  return (
    <form
      class="task-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          save();
        }
      }}
    >
      <div class="pane-head">
        <h2 class="pane-title">
          {form.kind === 'new' ? t('New Task') : t('Edit Task')}
        </h2>
        <IconButton icon="close" name={t('Close, and keep what is typed')} onClick={() => page.leaveForm('keep')} />
      </div>
      <label for={`${id}-title`}>{t('Title')}</label>
      <input id={`${id}-title`} class="field" type="text" dir="auto" value={form.title} maxLength={500} onInput={(event) => type({ title: event.currentTarget.value })} />
      <label for={`${id}-prompt`}>{t('What the agent should do')}</label>
      <textarea id={`${id}-prompt`} class="field" dir="auto" rows={10} value={form.text} onInput={(event) => type({ text: event.currentTarget.value })} />
      <div class="field-row">
        <span class="field-cell">
          <label for={`${id}-agent`}>{t('Agent')}</label>
          <select id={`${id}-agent`} class="field" value={form.agent} onChange={(event) => type({ agent: event.currentTarget.value })}>
            <option value="">{t('Default ({0})', frame?.defaultAgent ?? '')}</option>
            {frame?.agents.map((agent) => (
              <option key={agent.id} value={agent.id}>
                {agent.name}
              </option>
            ))}
            {form.agent !== '' && !frame?.agents.some((agent) => agent.id === form.agent) && <option value={form.agent}>{t('{0} (not in the settings)', form.agent)}</option>}
          </select>
        </span>
        <span class="field-cell">
          <label for={`${id}-priority`}>{t('Priority')}</label>
          <select id={`${id}-priority`} class="field" value={String(form.priority)} onChange={(event) => type({ priority: Number(event.currentTarget.value) })}>
            {priorities(form.priority).map((priority) => (
              <option key={priority} value={String(priority)}>
                {sayPriority(priority)}
              </option>
            ))}
          </select>
        </span>
      </div>
      {needsModel(form, frame) && <p class="hint">{t('The built-in agent has no model: it works only at commands, such as “/run npm test”. Choose another agent for anything else.')}</p>}
      {answer?.kind === 'refused' && (
        <p class="refusal" role="alert">
          <Icon name="error" />
          <span>{answer.reason}</span>
        </p>
      )}
      <div class="buttons">
        <button type="submit" class="button" aria-disabled={answer?.kind === 'waiting'}>
          {answer?.kind === 'waiting' ? t('Saving…') : form.kind === 'new' ? t('Create Task') : t('Save')}
        </button>
        <button type="button" class="button secondary" onClick={() => page.leaveForm('drop')}>
          {t('Discard')}
        </button>
      </div>
      <p class="hint">{form.kind === 'new' ? t('It is not started by being created. Ctrl+Enter creates it.') : t('The next attempt works with what stands here. Ctrl+Enter saves it.')}</p>
    </form>
  );
}

/** Said while it is written, and not only when it is to be run. */
function needsModel({ agent, text }: FormState, frame: BoardFrame | undefined): boolean {
  return frame?.commandsOnly?.includes(agent) === true && text.trim() !== '' && !text.trim().startsWith('/');
}

/** One that was set elsewhere stays as it is. */
function priorities(current: number): readonly number[] {
  return [...new Set([2, 1, 0, -1, current])].sort((a, b) => b - a);
}

function sayPriority(priority: number): string {
  const words = new Map([
    [2, t('Urgent')],
    [1, t('High')],
    [0, t('Normal')],
    [-1, t('Low')],
  ]);
  return words.get(priority) ?? String(priority);
}
