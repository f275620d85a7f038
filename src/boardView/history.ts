/** What happened to a task, a line for each event that a person would call one: signs of life and bookkeeping are none. */
import type { BoardEvent, MoveReason } from '../board/boardEvent';
import type { Author, RunOutcome, TaskStatus } from '../board/task';
import { shorten } from '../chat/shorten';
import type { Translate } from '../chat/words';
import { sayOutcome, sayStatus } from './words';

export interface HistoryEntry {
  readonly seq: number;
  readonly at: number;
  readonly by: Author['kind'];
  readonly what: HistoryWhat;
}

/** Words are made of it where it is shown. */
export type HistoryWhat =
  | { readonly kind: 'created' | 'edited' | 'commented' | 'linked' | 'unlinked' | 'completed' | 'claimRejected' | 'claimExtended' | 'reclaimDeferred' }
  | { readonly kind: 'moved'; readonly status: TaskStatus; readonly why: MoveReason }
  | { readonly kind: 'claimed'; readonly attempt: number }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome; readonly status: TaskStatus; readonly detail: string }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'unblocked'; readonly comment: string };

export function historyOf(events: readonly BoardEvent[]): readonly HistoryEntry[] {
  return events.flatMap((event) => {
    const what = whatOf(event);
    return what ? [{ seq: event.seq, at: event.at, by: event.by.kind, what }] : [];
  });
}

export function sayHistory(what: HistoryWhat, t: Translate): string {
  switch (what.kind) {
    case 'moved':
      return t('{0}: {1}', sayStatus(what.status, t), sayMoveReason(what.why, t));
    case 'claimed':
      return t('Attempt {0} began', what.attempt);
    case 'ended':
      return [sayOutcome(what.outcome, t), ...(what.detail === '' ? [] : [what.detail]), t('now: {0}', sayStatus(what.status, t))].join(' · ');
    case 'blocked':
      return t('Blocked: {0}', what.reason);
    case 'unblocked':
      return what.comment === '' ? t('Unblocked') : t('Unblocked: {0}', what.comment);
    default:
      return plainWords(t)[what.kind];
  }
}

function whatOf(event: BoardEvent): HistoryWhat | undefined {
  switch (event.kind) {
    case 'created':
    case 'edited':
    case 'commented':
    case 'linked':
    case 'unlinked':
    case 'completed':
    case 'claimRejected':
    case 'claimExtended':
    case 'reclaimDeferred':
      return { kind: event.kind };
    case 'moved':
      return { kind: 'moved', status: event.status, why: event.why };
    case 'claimed':
      return { kind: 'claimed', attempt: event.attempt };
    case 'ended':
      return { kind: 'ended', outcome: event.outcome, status: event.status, detail: shorten(event.detail ?? event.block?.reason ?? '', 240) };
    case 'blocked':
      return { kind: 'blocked', reason: shorten(event.block.reason, 240) };
    case 'unblocked':
      return { kind: 'unblocked', comment: shorten(event.comment ?? '', 240) };
    default:
      return undefined;
  }
}

type PlainKind = Exclude<HistoryWhat['kind'], 'moved' | 'claimed' | 'ended' | 'blocked' | 'unblocked'>;

function plainWords(t: Translate): { readonly [K in PlainKind]: string } {
  return {
    created: t('Created'),
    edited: t('Edited'),
    commented: t('Commented'),
    linked: t('Linked to another task'),
    unlinked: t('Link to another task removed'),
    completed: t('Marked as done'),
    claimRejected: t('Not started: a task that it depends on is not done'),
    claimExtended: t('Its worker is alive: the claim was extended'),
    reclaimDeferred: t('Its worker could not be ended yet'),
  };
}

function sayMoveReason(why: MoveReason, t: Translate): string {
  const words: { readonly [R in MoveReason]: string } = {
    specified: t('looked through'),
    parentsDone: t('what it depends on is done'),
    parentsOpen: t('something that it depends on is not done'),
    due: t('its time has come'),
    scheduled: t('scheduled'),
    requeued: t('to be run again'),
    approved: t('approved'),
    rejected: t('sent back'),
    recovered: t('tried again by itself'),
    archived: t('put away'),
    restored: t('restored'),
    byHand: t('moved'),
  };
  return words[why];
}
