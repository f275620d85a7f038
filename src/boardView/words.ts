/**
 * Tasks, attempts and the dispatcher in a person's words, for the tree, the board in the editor and notifications alike. Pure; state is
 * always said in words, whatever colour or icon stands beside it.
 */
import type { Held } from '../board/held';
import type { Dispatching } from '../board/taskBoard';
import type { Author, Block, RunOutcome, TaskStatus } from '../board/task';
import { duration } from '../chat/ago';
import type { Translate } from '../chat/words';
import type { Card, CardWorker } from './card';
import type { CardAction } from './moves';

export function sayStatus(status: TaskStatus, t: Translate): string {
  const words: { readonly [S in TaskStatus]: string } = {
    triage: t('Triage'),
    todo: t('To do'),
    scheduled: t('Scheduled'),
    ready: t('Ready'),
    running: t('Running'),
    blocked: t('Blocked'),
    review: t('Review'),
    done: t('Done'),
    archived: t('Archived'),
  };
  return words[status];
}

/** What a status means, for empty columns and tooltips. */
export function explainStatus(status: TaskStatus, t: Translate): string {
  const words: { readonly [S in TaskStatus]: string } = {
    triage: t('Not looked through yet.'),
    todo: t('Waits until the tasks that it depends on are done.'),
    scheduled: t('Waits for its time.'),
    ready: t('Can be started.'),
    running: t('An agent works at it.'),
    blocked: t('Cannot go on without you.'),
    review: t('Look at what came of it.'),
    done: t('Nothing is left to do.'),
    archived: t('Out of the way.'),
  };
  return words[status];
}

/** In a few words each, the most telling first: how it stands, and why it does not go on. The column's own name is not repeated. */
export function sayCard(card: Card, now: number, t: Translate): readonly string[] {
  const parts = [
    ...(card.worker ? sayWorker(card.worker, now, t) : []),
    ...(card.block ? [sayBlock(card.block, t)] : []),
    ...(card.waitsFor === 0 ? [] : [card.waitsFor === 1 ? t('waits for 1 task') : t('waits for {0} tasks', card.waitsFor)]),
    ...(card.scheduledAt === undefined ? [] : [sayDue(card.scheduledAt, now, t)]),
    ...(card.held ? [sayHeld(card.held, now, t)] : []),
    ...(card.lastEnd ? [sayLastEnd(card.lastEnd, t)] : []),
    ...(card.summary === undefined ? [] : [card.summary]),
  ];
  return parts.filter((part) => part !== '');
}

export function sayAttempts(attempts: number, t: Translate): string {
  return attempts < 2 ? '' : t('attempt {0}', attempts);
}

/** `needs you` when it waits for a person; how it is otherwise known to be alive. */
export function sayWorker(worker: CardWorker, now: number, t: Translate): readonly string[] {
  const { state, where, since, note, waitingSince } = worker;
  const place = where === 'here' ? [] : [where === 'otherWindow' ? t('in another window') : t('on another computer')];
  if (waitingSince !== undefined) {
    return [t('needs you'), ...lasting(now - waitingSince, t), ...place];
  }
  const words = { working: t('working'), waiting: t('waits for its turn'), dead: t('its worker is gone'), unknown: t('not known to be alive') };
  return [words[state], ...lasting(now - since, t), ...place, ...sayQuiet(worker, now, t), ...(note === undefined ? [] : [note])];
}

export function sayBlock({ kind, reason }: Pick<Block, 'kind' | 'reason'>, t: Translate): string {
  switch (kind) {
    case 'needs_input':
      return t('needs input: {0}', reason);
    case 'capability':
      return t('cannot be done by this agent: {0}', reason);
    case 'transient':
      return t('something is in the way for now: {0}', reason);
    case 'dependency':
      return t('depends on something else: {0}', reason);
    case 'gave_up':
      // It says so itself.
      return reason;
    case 'loop':
      return t('goes in circles: {0}', reason);
    case 'untyped':
      return reason;
  }
}

export function sayHeld(held: Held, now: number, t: Translate): string {
  switch (held.kind) {
    case 'paused':
      return t('held: the board is paused');
    case 'manual':
      return t('waits for you to run it');
    case 'elsewhere':
      return t('held: another window starts tasks');
    case 'capacity':
      return t('held: {0} of {1} workers are busy', held.running, held.limit);
    case 'cooldown':
      return t('held: rate-limited for {0}', duration(Math.max(60_000, held.until - now), t));
    case 'leaving':
      return t('held: its last worker is still ending');
    case 'justDone':
      return t('held: it was done a short time ago');
    case 'pullRequest':
      return t('held: its last attempt opened a pull request');
    case 'agentLimited':
      return t('held: its agent is rate-limited for {0}', duration(Math.max(60_000, held.until - now), t));
    case 'signIn':
      return t('held: its agent wants you to sign in; then unblock the task that says so');
    case 'agentMissing':
      return held.agent === '' ? t('held: the default agent is not in the settings') : t('held: there is no agent “{0}” in the settings', held.agent);
    case 'agentCannot':
      return t('the built-in agent has no model: choose another agent, or give it a command such as “/run npm test”');
    case 'untrusted':
      return t('held: this folder is not trusted');
  }
}

export function sayOutcome(outcome: RunOutcome, t: Translate): string {
  const words: { readonly [O in RunOutcome]: string } = {
    completed: t('Completed'),
    blocked: t('Blocked'),
    crashed: t('Crashed'),
    timed_out: t('Timed out'),
    spawn_failed: t('Could not be started'),
    reclaimed: t('Taken back'),
    stale: t('Taken back: no activity'),
    rate_limited: t('Rate-limited'),
    stopped: t('Stopped by you'),
    unreported: t('Ended without a report'),
    failed: t('Failed'),
  };
  return words[outcome];
}

export function sayAction(action: CardAction, t: Translate): string {
  const words: { readonly [A in CardAction]: string } = {
    run: t('Run Now'),
    stop: t('Stop'),
    reclaim: t('Reclaim…'),
    unblock: t('Unblock…'),
    approve: t('Approve'),
    reject: t('Send Back…'),
    requeue: t('Run Again…'),
    complete: t('Mark as Done…'),
    block: t('Block…'),
    schedule: t('Schedule…'),
    edit: t('Edit…'),
    comment: t('Comment…'),
    link: t('Link…'),
    openTranscript: t('Open Transcript'),
    archive: t('Archive'),
    restore: t('Restore'),
  };
  return words[action];
}

export function sayAuthor(by: Author['kind'], t: Translate): string {
  const words = { person: t('You'), worker: t('Worker'), holdfast: t('Holdfast') };
  return words[by];
}

/** For the title of a view: who starts tasks, if anybody does. */
export function sayDispatching({ mode, by, paused, running, limit, stuckSince }: Dispatching, t: Translate): string {
  const busy = running === 0 ? [] : [limit === 0 ? t('{0} running', running) : t('{0} of {1} running', running, limit)];
  if (paused) {
    return [t('dispatch: paused'), ...busy].join(' · ');
  }
  if (mode === 'manual') {
    return [t('dispatch: manual'), ...busy].join(' · ');
  }
  const who = { us: t('dispatch: auto'), elsewhere: t('another window dispatches'), nobody: t('dispatch: no window dispatches yet') };
  return [who[by], ...busy, ...(stuckSince === undefined ? [] : [t('stuck: tasks are ready and none starts')])].join(' · ');
}

function sayDue(at: number, now: number, t: Translate): string {
  return at - now < 60_000 ? t('due now') : t('due in {0}', duration(at - now, t));
}

/** Its own window hears everything; the others go by what is written of it, a sign of life now and then. */
function sayQuiet({ where, quietSince, beatAt }: CardWorker, now: number, t: Translate): readonly string[] {
  if (quietSince !== undefined) {
    return [now - quietSince < 60_000 ? t('quiet') : t('quiet for {0}', duration(now - quietSince, t))];
  }
  return where === 'here' || beatAt === undefined || now - beatAt < quietAfterMs ? [] : [t('last heard of {0} ago', duration(now - beatAt, t))];
}

/** Nothing in the first minute: a card is no stopwatch. */
function lasting(ms: number, t: Translate): readonly string[] {
  return ms < 60_000 ? [] : [t('for {0}', duration(ms, t))];
}

function sayLastEnd({ outcome, detail }: NonNullable<Card['lastEnd']>, t: Translate): string {
  const said = t('last attempt: {0}', sayOutcome(outcome, t));
  return detail === '' ? said : t('{0}: {1}', said, detail);
}

/** Signs of life are written once in thirteen minutes, as a rule; one that is late is no news. */
const quietAfterMs = 960_000;
