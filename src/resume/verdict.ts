/**
 * What to do about a turn that was under way when its window went. Pure: it looks at our own record and our own transcript's end, and
 * starts no agent. The record nominates, the transcript decides. It never says that something *is* done by itself, only that it may be.
 */
import type { Interruption } from '../session/interruption';
import type { PendingRecord, PendingTurn } from './record';
import { isHarmless, isSuccess, tailOf } from './tail';
import type { ConversationTail, InterruptedBy, OpenTool, TurnTail } from './tail';

export interface ResumePolicy {
  readonly mode: 'ask' | 'auto' | 'never';
  /** 0: always fresh. */
  readonly freshnessMs: number;
  /** 0: without limit. */
  readonly maxAttempts: number;
  /** 0: no guard. */
  readonly bootGuardCount: number;
  readonly bootGuardWindowMs: number;
}

/** What is true around a session now. */
export interface Circumstances {
  readonly trusted: boolean;
  readonly folder: 'open' | 'closed';
  readonly agent: 'there' | 'missing';
  /** Somebody would see it go on: its view is visible, or it is a background task that may go on unseen. */
  readonly watched: boolean;
}

export type Verdict =
  /** Nothing is left to go on with; silently. */
  | { readonly kind: 'forget'; readonly why: Forgotten }
  /** It cannot go on here and now; it is decided again when that changes. */
  | ({ readonly kind: 'parked'; readonly why: 'untrusted' | 'folderClosed' | 'agentMissing' } & Interrupted)
  /** It was resumed too often without success: only a fresh start is offered. */
  | ({ readonly kind: 'suspended'; readonly action: 'tell' | 'list' } & Interrupted)
  | Offer;

export interface Offer extends Interrupted {
  readonly kind: 'offer';
  readonly age: 'fresh' | 'old';
  /** `run`: it may go on by itself. `tell`: it belongs into the one notice. `list`: it is only shown where one looks. */
  readonly action: 'run' | 'tell' | 'list';
  /** Why it must not go on by itself; empty for `run`. */
  readonly bars: readonly AutoBar[];
}

/**
 * `ended`: otherwise than with success. `neverSent`: the prompt waits in its queue. `recoveryOnly`: a note of ours that nobody answered is
 * no work. `movedOn`: the user did.
 */
export type Forgotten = 'nothing' | 'succeeded' | 'ended' | 'stopped' | 'neverSent' | 'recoveryOnly' | 'movedOn';

export interface Interrupted {
  /** The turn to go on with. */
  readonly turnId: string;
  readonly reason: Interruption;
  readonly by: InterruptedBy;
  readonly attempts: number;
  /** Of the transcript, never of the record; wall milliseconds. Absent where nothing tells. */
  readonly lastSignAt?: number;
}

export type AutoBar =
  | 'mode'
  | 'old'
  | 'unknownEffect'
  | 'openQuestion'
  | 'unsure'
  | 'failedBefore'
  /** The window started too often in too short a time. */
  | 'bootGuard'
  | 'unwatched';

export interface Moment {
  /** Wall milliseconds. */
  readonly now: number;
  /** Recent starts that found interrupted work, this one included; wall milliseconds. */
  readonly boots: readonly number[];
}

export function decideResume(
  { attempts, turn }: PendingRecord,
  conversation: ConversationTail,
  policy: ResumePolicy,
  around: Circumstances,
  moment: Moment,
): Verdict {
  const work = turn ? workOf(turn, conversation) : 'nothing';
  if (!turn || typeof work === 'string') {
    return { kind: 'forget', why: typeof work === 'string' ? work : 'nothing' };
  }
  const { tail } = work;
  const lastSignAt = tail.lastSignAt ?? turn.openedAt;
  const interrupted: Interrupted = {
    turnId: work.turnId,
    reason: reasonOf(tail),
    by: tail.interrupted ?? 'crash',
    attempts,
    ...(lastSignAt !== undefined && { lastSignAt }),
  };
  const parked = parkedBy(around);
  if (parked) {
    return { kind: 'parked', why: parked, ...interrupted };
  }
  const age = lastSignAt === undefined || isFresh(lastSignAt, moment.now, policy.freshnessMs) ? 'fresh' : 'old';
  const action = age === 'old' || policy.mode === 'never' ? 'list' : 'tell';
  if (policy.maxAttempts > 0 && attempts >= policy.maxAttempts) {
    return { kind: 'suspended', action, ...interrupted };
  }
  const bars = barsOf({ work, age, policy, around, moment });
  return { kind: 'offer', ...interrupted, age, action: bars.length === 0 ? 'run' : action, bars };
}

/** How many of these starts fall into the guard's window. A start in the future tells of a clock that was set back. */
export function isHeldBack({ now, boots }: Moment, { bootGuardCount, bootGuardWindowMs }: ResumePolicy): boolean {
  return bootGuardCount > 0 && boots.filter((at) => at <= now && now - at <= bootGuardWindowMs).length >= bootGuardCount;
}

/** It goes on by itself as soon as somebody sees it. */
export function waitsToBeSeen(verdict: Verdict): boolean {
  return verdict.kind === 'offer' && verdict.bars.every((bar) => bar === 'unwatched');
}

/** To an agent that is asked something else. A question that was open is over with the agent that asked it. */
export function isWorthANote(verdict: Verdict): boolean {
  const isRecent = verdict.kind === 'suspended' || (verdict.kind === 'offer' && verdict.age === 'fresh');
  return isRecent && verdict.reason.kind !== 'question';
}

interface Work {
  readonly turnId: string;
  readonly tail: TurnTail;
  /** A resume of it ended before any output. */
  readonly failedBefore: boolean;
}

/** The turn that there is to go on with: the one under way, or the one that it should have gone on with and did not. */
function workOf(turn: PendingTurn, conversation: ConversationTail): Work | Forgotten {
  const tail = tailOf(conversation, turn.turnId);
  const { resumes } = turn;
  if (resumes && !tail.produced && !tail.stopped && tail.followedBy === undefined) {
    const failedBefore = tail.end !== undefined;
    if (tail.end ? cameToNothing(tail) : resumes.by === 'user' || tail.reach === 'queued' || tail.reach === 'unseen') {
      const earlier = tailOf(conversation, resumes.turnId, turn.turnId);
      const forgotten = forgottenBy(earlier);
      // Who asks to go on with it after all, and whose wish was sent, has come back to it.
      const cameBack = forgotten === 'movedOn' && resumes.by === 'user' && tail.reach !== 'queued' && tail.reach !== 'unseen';
      return forgotten && !cameBack ? forgotten : { turnId: resumes.turnId, tail: earlier, failedBefore };
    }
  }
  const isNoteOnly = turn.origin === 'recovery' && !tail.produced && !tail.end && !tail.stopped && tail.reach === 'whole';
  return isNoteOnly ? 'recoveryOnly' : (forgottenBy(tail) ?? { turnId: turn.turnId, tail, failedBefore: turn.phase === 'offered' });
}

/** Whether a resume ended so that the work is as it was before. A stop is the user's decision, and stands. */
export function cameToNothing({ end, produced }: TurnTail): boolean {
  return !produced && (end?.kind === 'failed' || end?.kind === 'stalled' || (end?.kind === 'answered' && end.empty));
}

function forgottenBy(tail: TurnTail): Forgotten | undefined {
  if (tail.stopped) {
    return 'stopped';
  }
  if (tail.end) {
    return isSuccess(tail.end) ? 'succeeded' : 'ended';
  }
  if (tail.followedBy !== undefined) {
    return 'movedOn';
  }
  return tail.reach === 'unseen' ? 'nothing' : tail.reach === 'queued' ? 'neverSent' : undefined;
}

function reasonOf({ question, tools, accepted }: TurnTail): Interruption {
  if (question !== undefined) {
    return { kind: 'question', title: question };
  }
  const tool = tools.findLast(hasEffect) ?? tools.at(-1);
  if (tool) {
    return { kind: 'tool', title: tool.title, effect: hasEffect(tool) ? 'unknown' : 'none' };
  }
  return { kind: accepted ? 'answering' : 'unsure' };
}

function hasEffect({ toolKind }: OpenTool): boolean {
  return !isHarmless(toolKind);
}

function parkedBy({ trusted, folder, agent }: Circumstances): 'untrusted' | 'folderClosed' | 'agentMissing' | undefined {
  if (!trusted) {
    return 'untrusted';
  }
  return folder === 'closed' ? 'folderClosed' : agent === 'missing' ? 'agentMissing' : undefined;
}

/** The edge of the window is still fresh. A sign from the future, beyond what two clocks may differ, is not fresh for ever. */
export function isFresh(at: number, now: number, freshnessMs: number): boolean {
  return freshnessMs <= 0 || (now - at <= freshnessMs && at - now <= clockDifferenceMs);
}

const clockDifferenceMs = 60_000;

function barsOf(facts: {
  readonly work: Work;
  readonly age: 'fresh' | 'old';
  readonly policy: ResumePolicy;
  readonly around: Circumstances;
  readonly moment: Moment;
}): readonly AutoBar[] {
  const { work, age, policy, around, moment } = facts;
  const { tail } = work;
  const bars: Readonly<Record<AutoBar, boolean>> = {
    mode: policy.mode !== 'auto',
    old: age === 'old',
    // What we did not read may have changed something.
    unknownEffect: tail.tools.some(hasEffect) || tail.reach === 'cut',
    openQuestion: tail.question !== undefined,
    unsure: !tail.accepted,
    failedBefore: work.failedBefore,
    bootGuard: isHeldBack(moment, policy),
    unwatched: !around.watched,
  };
  return (Object.keys(bars) as AutoBar[]).filter((bar) => bars[bar]);
}
