/** The open card: what is asked, how it stands and what can be done about it, what was tried, what was said, what happened when. */
import { useId } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import type { Attempt, CardDetail, LinkedTask } from '../../boardView/cardDetail';
import { explainDiagnostic, sayDiagnostic, saySeverity } from '../../boardView/diagnosticWords';
import { sayHistory } from '../../boardView/history';
import { actionsOf } from '../../boardView/moves';
import type { CardAction } from '../../boardView/moves';
import { sayAction, sayAuthor, sayCard, sayOutcome, sayStatus } from '../../boardView/words';
import { duration } from '../../chat/ago';
import { Icon, IconButton } from '../icon';
import { formatDateTime, plural, t } from '../translate';
import { iconOf, isSpinning } from './cardView';
import { CommentBox } from './commentBox';
import { minute } from './minute';
import { usePage } from './pageContext';

export function CardDetailView({ detail }: { readonly detail: CardDetail }): JSX.Element {
  const page = usePage();
  const { card } = detail;
  const now = minute.value;
  // Why it is blocked, and what came of it, stands below in full.
  const state = card.block || card.summary !== undefined ? '' : sayCard(card, now, t).join(' · ');
  return (
    <div class="detail">
      <div class="pane-head">
        <h2 class="pane-title" dir="auto">
          {detail.title}
        </h2>
        <IconButton icon="close" name={t('Close')} onClick={() => page.close()} />
      </div>
      <p class="detail-state">
        <Icon name={iconOf(card)} {...(isSpinning(card) ? { spin: 'spin' } : {})} />
        <span dir="auto">
          <strong>{sayStatus(card.status, t)}</strong>
          {state === '' ? '' : ` · ${state}`}
        </span>
      </p>
      <Actions taskId={card.id} actions={actionsOf(card.status, card.sessionId === undefined ? 'none' : 'there').filter((action) => action !== 'comment')} />
      <Problems detail={detail} now={now} />
      {detail.summary !== undefined && (
        <Part title={t('What came of it')}>
          <p class="detail-text" dir="auto">
            {detail.summary}
          </p>
          {detail.artifacts.length > 0 && (
            <ul class="plain">
              {detail.artifacts.map((path) => (
                <li key={path} class="mono" dir="auto">
                  {path}
                </li>
              ))}
            </ul>
          )}
        </Part>
      )}
      <Part title={t('What the agent is asked')}>
        <p class="detail-text prompt" dir="auto">
          {detail.prompt}
        </p>
        <p class="hint">{[card.agent, t('created {0}', formatDateTime(detail.createdAt))].join(' · ')}</p>
      </Part>
      <Attempts detail={detail} />
      <Part title={t('Comments')} count={detail.comments.length}>
        <ul class="plain">
          {detail.comments.map(({ at, by, text }, index) => (
            <li key={index} class="comment">
              <p class="hint">{[sayAuthor(by, t), formatDateTime(at)].join(' · ')}</p>
              <p class="detail-text" dir="auto">
                {text}
              </p>
            </li>
          ))}
        </ul>
        <CommentBox taskId={card.id} />
      </Part>
      <Links title={t('Must be done first')} tasks={detail.parents} />
      <Links title={t('Waits for this one')} tasks={detail.children} />
      <details class="detail-part">
        <summary>{t('History')}</summary>
        <ol class="plain history">
          {detail.history.map(({ seq, at, by, what }) => (
            <li key={seq}>
              <span class="hint">{[formatDateTime(at), sayAuthor(by, t)].join(' · ')}</span>
              <span dir="auto">{sayHistory(what, t)}</span>
            </li>
          ))}
        </ol>
      </details>
    </div>
  );
}

function Actions({ taskId, actions }: { readonly taskId: string; readonly actions: readonly CardAction[] }): JSX.Element {
  const page = usePage();
  return (
    <div class="buttons" role="group" aria-label={t('Actions')}>
      {actions.map((action, index) => (
        <button key={action} type="button" class={index === 0 ? 'button' : 'button secondary'} onClick={() => page.act(taskId, action)}>
          {sayAction(action, t)}
        </button>
      ))}
    </div>
  );
}

/** Why it is blocked, and what else is wrong with it, with what may help. */
function Problems({ detail, now }: { readonly detail: CardDetail; readonly now: number }): JSX.Element | null {
  const { card, block, blockReasons } = detail;
  return block === undefined && card.diagnostics.length === 0 ? null : (
    <Part title={t('Problems')}>
      {block !== undefined && (
        <div class="problem warning">
          <p class="hint">{t('Blocked since {0}', formatDateTime(block.at))}</p>
          <p class="detail-text" dir="auto">
            {block.reason}
          </p>
          <Reasons reasons={blockReasons} />
        </div>
      )}
      {card.diagnostics.map((diagnostic) => (
        <div key={diagnostic.rule} class={`problem ${diagnostic.severity}`}>
          <p>
            <Icon name={diagnostic.severity === 'warning' ? 'warning' : 'error'} />
            <span dir="auto">
              <strong>{saySeverity(diagnostic.severity, t)}</strong> {sayDiagnostic(diagnostic, now, t)}
            </span>
          </p>
          <Reasons reasons={explainDiagnostic(diagnostic)} />
          <Actions taskId={card.id} actions={diagnostic.actions} />
        </div>
      ))}
    </Part>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly string[] }): JSX.Element | null {
  return reasons.length === 0 ? null : (
    <ol class="reasons">
      {reasons.map((reason, index) => (
        <li key={index} dir="auto">
          {reason}
        </li>
      ))}
    </ol>
  );
}

function Attempts({ detail }: { readonly detail: CardDetail }): JSX.Element | null {
  return detail.attempts.length === 0 ? null : (
    <Part title={t('Attempts')} count={detail.attempts.length}>
      <ol class="plain">
        {detail.attempts.map((attempt) => (
          <AttemptRow key={attempt.runId} taskId={detail.card.id} attempt={attempt} />
        ))}
      </ol>
    </Part>
  );
}

function AttemptRow({ taskId, attempt }: { readonly taskId: string; readonly attempt: Attempt }): JSX.Element {
  const page = usePage();
  const { number, startedAt, endedAt, outcome, detail, transcript, runId } = attempt;
  const lasted = duration((endedAt ?? minute.value) - startedAt, t);
  return (
    <li class="attempt">
      <p>
        <strong>{t('Attempt {0}', number)}</strong> {outcome === undefined ? t('under way') : sayOutcome(outcome, t)}
        <span class="hint"> {[formatDateTime(startedAt), lasted].join(' · ')}</span>
      </p>
      {detail !== undefined && detail !== '' && (
        <p class="detail-text" dir="auto">
          {detail}
        </p>
      )}
      {transcript === 'there' && (
        <button type="button" class="link-button" aria-label={t('Open the transcript of attempt {0}', number)} onClick={() => page.transcript(taskId, runId)}>
          <Icon name="comment-discussion" />
          <span>{t('Open Transcript')}</span>
        </button>
      )}
    </li>
  );
}

function Links({ title, tasks }: { readonly title: string; readonly tasks: readonly LinkedTask[] }): JSX.Element | null {
  const page = usePage();
  return tasks.length === 0 ? null : (
    <Part title={title} count={tasks.length}>
      <ul class="plain">
        {tasks.map((task) => (
          <li key={task.id}>
            <button type="button" class="link-button" onClick={() => page.open(task.id)}>
              <span dir="auto">{task.title}</span>
            </button>
            <span class="hint"> {sayStatus(task.status, t)}</span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Part({ title, count, children }: { readonly title: string; readonly count?: number; readonly children: ComponentChildren }): JSX.Element {
  const heading = useId();
  return (
    <section class="detail-part" aria-labelledby={heading}>
      <h3 id={heading}>
        {title}
        {count !== undefined && count > 0 && (
          <>
            <span class="badge" aria-hidden="true">
              {count}
            </span>
            <span class="hidden-visually">{plural(count, '1 entry', '{0} entries')}</span>
          </>
        )}
      </h3>
      {children}
    </section>
  );
}
