/** How a turn ended and what went wrong, in a person's words, and what is known besides. Pure. */
import type { AgentFailure, Exit } from '../session/failure';
import type { TurnOutcome } from '../session/outcome';
import { sayDuration } from './timeWords';
import type { Translate } from './words';

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
      return t('Interrupted: the window was closed or reloaded while {0} was working.', agentName);
    case 'restart':
      return t('Interrupted: {0} was restarted.', agentName);
    case 'crash':
      return t('Interrupted: the window or the computer went away while {0} was working.', agentName);
  }
}
