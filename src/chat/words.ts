/**
 * Outcomes, failures and states in a person's words. Pure: text goes through a `translate` function, so that the host and the view say
 * the same thing in the user's language. It decides nothing; a kind that it does not know is said plainly, not hidden.
 */
import type { AttentionStatus } from '../session/attention';
import { shortReason } from './interruptionWords';
import type { AgentFailure, Exit } from '../session/failure';
import type { PromptOrigin, PromptState, QuestionItem, ToolStatus } from '../session/item';
import type { TurnOutcome } from '../session/outcome';
import type { PromptReceipt } from '../session/promptQueue';
import type { SessionStatus } from '../session/status';

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
    case 'elsewhere':
      return t('This session is open in another window. Take it over to write in it here.');
    case 'changed':
      return t('There is nothing to go on with any more.');
    case 'disk':
      return t('The message could not be saved, so it was not sent: {0}', refusal.reason);
  }
}

export function sayFailure(failure: AgentFailure, agentName: string, t: Translate): string {
  switch (failure.kind) {
    case 'untrusted':
      return t('This folder is not trusted, so {0} was not started.', agentName);
    case 'unknownAgent':
      return t('There is no agent named “{0}” in the settings.', failure.agent);
    case 'badSetting':
      return t('The settings for the agent “{0}” cannot be used: {1}', failure.agent, failure.problem);
    case 'commandNotFound':
      return t('{0} could not be started: the command “{1}” was not found on this computer.', agentName, failure.command);
    case 'cannotStart':
      return t('{0} could not be started with “{1}”: {2}', agentName, failure.command, failure.reason);
    case 'exited':
      return sayExit(failure.exit, agentName, t);
    case 'notAcp':
      return t('{0} was started, but what it answered is not the Agent Client Protocol.', agentName);
    case 'noAnswer':
      return t('{0} timed out: no answer to “{1}” within {2}.', agentName, failure.method, sayDuration(failure.afterMs, t));
    case 'protocolVersion':
      return t('{0} speaks version {1} of the protocol; Holdfast needs version {2}.', agentName, failure.offered, failure.wanted);
    case 'authRequired':
      return t('{0} asks you to sign in first: {1}', agentName, failure.message);
    case 'rpc':
      return failure.detail === undefined
        ? t('{0} reported an error: {1}', agentName, failure.message)
        : t('{0} reported an error: {1} ({2})', agentName, failure.message, failure.detail);
    case 'keepsFailing':
      return t('{0} failed {1} times within {2}, so it was not started once more. Restart the agent to try again at once, or wait for {2}.', agentName, failure.times, sayDuration(failure.withinMs, t));
    case 'disconnected':
      return t('The connection to {0} was lost.', agentName);
    case 'internal':
      return t('Something failed inside Holdfast: {0}', failure.reason);
  }
}

/** The last lines that the agent wrote beside the protocol, where the failure carries some. */
export function evidenceOf(failure: AgentFailure): readonly string[] {
  switch (failure.kind) {
    case 'exited':
    case 'noAnswer':
    case 'disconnected':
      return failure.stderr;
    case 'notAcp':
      return [...failure.sample.split('\n'), ...failure.stderr];
    case 'commandNotFound':
      return failure.searched;
    default:
      return [];
  }
}

/** Empty for a plain answer, which needs no words. */
export function sayOutcome(outcome: TurnOutcome, agentName: string, t: Translate): string {
  switch (outcome.kind) {
    case 'answered':
      return sayStopReason(outcome.stopReason, outcome.empty ? 'empty' : 'full', agentName, t);
    case 'cancelled':
      return outcome.late ? t('Stopped by you. {0} had not confirmed in time.', agentName) : t('Stopped by you.');
    case 'stalled':
      return outcome.tool === undefined
        ? t('Stopped: there was no activity of {0} for {1}.', agentName, sayDuration(outcome.silentMs, t))
        : t('Stopped: there was no activity of {0} for {1}, in the tool call “{2}”.', agentName, sayDuration(outcome.silentMs, t), oneLine(outcome.tool));
    case 'failed':
      return sayFailure(outcome.failure, agentName, t);
    case 'interrupted':
      return sayInterruption(outcome.by, agentName, t);
  }
}

/** Which settings say how long a background task may be silent; empty for an end of another kind. */
export function sayTaskLimit(outcome: TurnOutcome, t: Translate): string {
  if (outcome.kind !== 'stalled') {
    return '';
  }
  return outcome.tool === undefined
    ? t('How long that may be is set by {0}.', 'holdfast.background.idleTimeoutSeconds')
    : t('How long that may be is set by {0} and {1}; the larger one holds.', 'holdfast.background.idleTimeoutSeconds', 'holdfast.stream.toolIdleTimeoutSeconds');
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

/** “12 s”, “3 min 5 s”, “1 h 12 min”. */
export function sayDuration(ms: number, t: Translate): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) {
    return t('{0} s', seconds);
  }
  if (hours === 0) {
    return seconds % 60 === 0 ? t('{0} min', minutes) : t('{0} min {1} s', minutes, seconds % 60);
  }
  return minutes % 60 === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes % 60);
}

/** A tool's title is the agent's, and may be a whole script. */
function oneLine(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

function sayExit(exit: Exit, agentName: string, t: Translate): string {
  if (exit.signal !== undefined) {
    return t('{0} has ended: signal {1}.', agentName, exit.signal);
  }
  return exit.code === undefined ? t('{0} has ended.', agentName) : t('{0} has ended: exit code {1}.', agentName, exit.code);
}

function sayStopReason(reason: string, answer: 'empty' | 'full', agentName: string, t: Translate): string {
  switch (reason) {
    case 'end_turn':
      return answer === 'empty' ? t('{0} ended without an answer.', agentName) : '';
    case 'max_tokens':
      return t('{0} stopped: the answer reached the model’s length limit.', agentName);
    case 'max_turn_requests':
      return t('{0} stopped: the limit of model requests in one turn was reached.', agentName);
    case 'refusal':
      return t('{0} refused to go on with this request.', agentName);
    case 'cancelled':
      return t('{0} stopped this turn by itself.', agentName);
    default:
      return t('{0} finished: {1}', agentName, reason);
  }
}

function sayInterruption(by: 'shutdown' | 'restart' | 'crash', agentName: string, t: Translate): string {
  switch (by) {
    case 'shutdown':
      return t('Interrupted: the window was closed while {0} was working.', agentName);
    case 'restart':
      return t('Interrupted: {0} was restarted.', agentName);
    case 'crash':
      return t('Interrupted: the window or the computer went away while {0} was working.', agentName);
  }
}
