/**
 * States and refusals in a person's words. Pure: text goes through a `translate` function, so that the host and the view say
 * the same thing in the user's language. It decides nothing; a kind that it does not know is said plainly, not hidden.
 */
import type { AttentionStatus } from '../session/attention';
import type { PromptOrigin, PromptState, QuestionItem, ToolStatus } from '../session/item';
import type { PromptReceipt } from '../session/promptQueue';
import type { SessionStatus } from '../session/status';
import { sayFailure } from './endWords';
import { shortReason } from './interruptionWords';
import { sayDuration } from './timeWords';

/** Says `text` in the user's language; `{0}`, `{1}` … are replaced by `args`. */
export type Translate = (text: string, ...args: readonly (string | number)[]) => string;

export function sayRefusal(refusal: Extract<PromptReceipt, { kind: 'refused' }>, t: Translate): string {
  switch (refusal.why) {
    case 'empty':
      return t('There is nothing to send.');
    case 'queueFull':
      return t('Too many messages wait in this session already.');
    case 'closed':
      return t('This session is closed.');
    case 'deleted':
      return t('This session was deleted in another window.');
    case 'elsewhere':
      return t('This session is open in another window. Take it over to write in it here.');
    case 'changed':
      return t('There is nothing to go on with any more.');
    case 'disk':
      return t('The message could not be saved, so it was not sent: {0}', refusal.reason);
  }
}

/** In parts, for a view that shows the time between them without having it read aloud every second. */
export function describeState(state: SessionStatus, t: Translate, agentName: string): { readonly what: string; readonly detail: string } {
  switch (state.kind) {
    case 'idle':
      return { what: '', detail: '' };
    case 'queued':
      return { what: t('Queued'), detail: state.running === 1 ? t('another turn is running') : t('{0} other turns are running', state.running) };
    case 'starting':
      return { what: t('Starting {0}…', agentName), detail: describeStart(state, t) };
    case 'working':
      return { what: state.silence ? t('Quiet') : t('Working'), detail: state.attention ? describeAttention(state.attention, t) : (state.what ?? '') };
    case 'waitingForYou':
      return { what: t('Waiting for you'), detail: '' };
    case 'stopping':
      return { what: t('Stopping…'), detail: state.force !== 'notYet' ? t('{0} has not confirmed yet', agentName) : '' };
    case 'interrupted':
      return state.turn.way === 'dismissed' ? { what: '', detail: '' } : { what: t('Interrupted'), detail: shortReason(state.turn.reason, t) };
    case 'elsewhere':
      return { what: t('Open in another window'), detail: state.turn === 'running' ? t('{0} is working there', agentName) : '' };
    case 'gone':
      return { what: sayFailure(state.failure, agentName, t), detail: '' };
  }
}

function describeStart({ slow, waitMs }: Extract<SessionStatus, { kind: 'starting' }>, t: Translate): string {
  if (waitMs !== undefined) {
    return t('it failed before; tries again in {0}', sayDuration(Math.max(1_000, Math.ceil(waitMs / 1_000) * 1_000), t));
  }
  return slow ? t('a first start may be downloading') : '';
}

/** Why a turn that goes on should be looked at. */
export function sayAttention(attention: AttentionStatus, runMs: number, agentName: string, t: Translate): string {
  return attention.kind === 'long'
    ? t('This turn has been running for {0}. It goes on until {1} is done or you stop it.', sayDuration(runMs, t), agentName)
    : t('{0} has made the same tool call {1} times in a row: {2}', agentName, attention.times, attention.what);
}

function describeAttention(attention: AttentionStatus, t: Translate): string {
  return attention.kind === 'long' ? t('for a long time') : t('the same call {0} times in a row', attention.times);
}

export function sayToolStatus(status: ToolStatus, t: Translate): string {
  const words = {
    pending: t('Waiting'),
    in_progress: t('Running'),
    completed: t('Done'),
    failed: t('Failed'),
    cancelled: t('Cancelled'),
    unfinished: t('Not finished'),
  };
  return words[status];
}

/** Whose words a prompt is: nobody's but the user's are called theirs. A shortcut that carries its text cannot be told from an extension. */
export function sayOrigin(origin: PromptOrigin, t: Translate): string {
  const words = {
    user: t('You'),
    api: t('Sent by an extension or a shortcut'),
    recovery: t('Sent by Holdfast'),
    board: t('Sent by the task board'),
  };
  return words[origin];
}

/** To a session whose task was given to somebody else. */
export function sayTakenOver(attempt: number | undefined, t: Translate): string {
  return attempt === undefined
    ? t('The task was taken back from this session. What it still does is not counted.')
    : t('The task was taken over (attempt {0}). What this session still does is not counted.', attempt);
}

/** Empty where nothing needs saying: the agent has the prompt. */
export function sayPromptState(state: PromptState, agentName: string, t: Translate): string {
  const words = {
    queued: t('Queued'),
    sent: t('Sending…'),
    accepted: '',
    done: '',
    failed: t('Failed'),
    unknown: t('{0} did not confirm this message, so it may not have seen it.', agentName),
  };
  return words[state];
}

/** What became of a question; empty while it is open. */
export function sayQuestionState(question: QuestionItem, t: Translate): string {
  const { state } = question;
  switch (state.kind) {
    case 'open':
      return '';
    case 'withdrawn':
      return t('Withdrawn');
    case 'answered': {
      const kind = question.options.find((option) => option.id === state.optionId)?.kind;
      const words = new Map([
        ['allow_once', t('Allowed once')],
        ['allow_always', t('Always allowed')],
        ['reject_once', t('Rejected once')],
        ['reject_always', t('Always rejected')],
      ]);
      const said = words.get(kind ?? '');
      return said ?? t('Answered: {0}', state.name);
    }
  }
}
