/**
 * What the end of a worker's turn means for its task, where the worker itself has said nothing of it: pure. Going on without a word is no
 * verdict yet; who asks, and how often, stands in `worker.ts`.
 */
import type { RunFailure } from '../board/command';
import type { AgentFailure } from '../session/failure';
import type { TurnOutcome } from '../session/outcome';

export type TurnVerdict =
  /** It ended well, and said nothing of the task. */
  | { readonly kind: 'unreported' }
  | { readonly kind: 'failed'; readonly failure: RunFailure }
  /** A person has to do something about it, and trying again helps nobody. */
  | { readonly kind: 'needsPerson'; readonly wants?: 'signIn' }
  /** By a person, in its session. */
  | { readonly kind: 'stopped' }
  /** Its window or another one took it away: nothing may be said in its name any more. */
  | { readonly kind: 'takenAway' };

/** `detail`: the outcome in a person's words. `now`: wall milliseconds. */
export function turnVerdict(outcome: TurnOutcome, detail: string, now: number): TurnVerdict {
  switch (outcome.kind) {
    case 'answered':
      switch (outcome.stopReason) {
        case 'refusal':
          return { kind: 'needsPerson' };
        case 'max_tokens':
        case 'max_turn_requests':
          return { kind: 'failed', failure: { kind: 'timed_out', detail } };
        default:
          return { kind: 'unreported' };
      }
    case 'cancelled':
      return { kind: 'stopped' };
    case 'stalled':
      return { kind: 'failed', failure: { kind: 'timed_out', detail } };
    case 'interrupted':
      return { kind: 'takenAway' };
    case 'failed':
      return ofFailure(outcome.failure, detail, now);
  }
}

function ofFailure(failure: AgentFailure, detail: string, now: number): TurnVerdict {
  switch (failure.kind) {
    case 'authRequired':
      return { kind: 'needsPerson', wants: 'signIn' };
    case 'untrusted':
      return { kind: 'needsPerson' };
    case 'rpc': {
      const text = `${failure.message} ${failure.detail ?? ''}`;
      const isLimit = failure.resetsAt !== undefined || usageLimit.test(text);
      if (!isLimit && signedOut.test(text)) {
        return { kind: 'needsPerson', wants: 'signIn' };
      }
      return isLimit
        ? { kind: 'failed', failure: { kind: 'rate_limited', until: failure.resetsAt ?? now + cooldownMs, detail } }
        : { kind: 'failed', failure: { kind: 'crashed', detail } };
    }
    case 'exited':
    case 'disconnected':
    case 'internal':
      return { kind: 'failed', failure: { kind: 'crashed', detail } };
    default:
      return { kind: 'failed', failure: { kind: 'spawn_failed', detail } };
  }
}

/** Where an agent does not say when its limit ends. */
const cooldownMs = 300_000;
const usageLimit = /\b(rate|usage)[ _-]?limit|\bquota\b|too many requests|\b429\b/i;
const signedOut = /\bnot (logged|signed) in\b|\bplease (log|sign) in\b|\b(log|sign) in (again|to continue)\b|\binvalid (api key|credentials)\b|\bauthentication (failed|required|error)\b|\bunauthori[sz]ed\b/i;
