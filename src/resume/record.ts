/**
 * What is remembered of a session while a turn of it is under way: a small record on disk, written before anything is sent, gone when the
 * turn has ended; and what becomes of it. It says what we meant; what happened says the transcript, which wins, so nothing of it is here.
 */
import type { PromptOrigin } from '../session/item';
import type { TurnOutcome } from '../session/outcome';
import { isSuccess } from './tail';

export interface PendingRecord {
  /** Resumes that were sent since the last success; written before each. */
  readonly attempts: number;
  /** Absent: nothing is under way, and only the attempts are kept. */
  readonly turn?: PendingTurn;
}

export interface PendingTurn {
  readonly turnId: string;
  readonly origin: PromptOrigin;
  readonly phase: PendingPhase;
  /** Wall milliseconds of the work's beginning; a resume does not refresh it. Absent where the file did not say. */
  readonly openedAt?: number;
  /** The earlier turn that this one goes on with, and who wanted it. */
  readonly resumes?: { readonly turnId: string; readonly origin: PromptOrigin; readonly by: ResumedBy };
  readonly owner: PendingOwner;
}

/**
 * `open`: on the wire, or about to be. `accepted`: a resume of it is about to be sent. `offered`: a resume of it failed before any output,
 * so that it is offered once more, and never goes on by itself.
 */
export type PendingPhase = 'open' | 'acceptedByUser' | 'acceptedByAuto' | 'offered';

export type ResumedBy = 'user' | 'auto';

/** Who wrote it: the window, and the generation of its lease. Nobody else may settle it. */
export interface PendingOwner {
  readonly window: string;
  readonly generation: number;
}

export const nothingPending: PendingRecord = { attempts: 0 };

export type OpenRecord = PendingRecord & { readonly turn: PendingTurn };

/** `resumeFailed`: it ended so that the work is as it was before. */
export function settled({ attempts, turn }: OpenRecord, outcome: TurnOutcome, end: 'over' | 'resumeFailed'): PendingRecord {
  if (isSuccess(outcome)) {
    return nothingPending;
  }
  return end === 'resumeFailed' ? { attempts, turn: { ...earlierOf(turn), phase: 'offered' } } : { attempts };
}

/** A resume of that turn is counted. */
export function accepted({ attempts, turn }: OpenRecord, turnId: string, by: ResumedBy, owner: PendingOwner): PendingRecord {
  const work = turnId === turn.turnId ? turn : earlierOf(turn);
  return { attempts: attempts + 1, turn: { ...work, phase: by === 'user' ? 'acceptedByUser' : 'acceptedByAuto', owner } };
}

/** What a turn that begins goes on with. An earlier window may have died when it had noted the same, and had not sent it. */
export function resumedBy({ turnId, origin }: Pick<PendingTurn, 'turnId' | 'origin'>, before: PendingTurn): PendingTurn['resumes'] {
  if (before.turnId === turnId) {
    return before.resumes;
  }
  const by = acceptedBy(before);
  return origin === 'recovery' && by ? { turnId: before.turnId, origin: before.origin, by } : undefined;
}

/** The turn that this one should have gone on with. */
function earlierOf({ turnId, origin, openedAt, owner, phase, resumes }: PendingTurn): PendingTurn {
  const time = openedAt === undefined ? {} : { openedAt };
  return { turnId: resumes?.turnId ?? turnId, origin: resumes?.origin ?? origin, phase, owner, ...time };
}

export function acceptedBy({ phase }: PendingTurn): ResumedBy | undefined {
  return phase === 'acceptedByUser' ? 'user' : phase === 'acceptedByAuto' ? 'auto' : undefined;
}

export function isUnderWay({ phase }: PendingTurn): boolean {
  return phase !== 'offered';
}

export function isSameOwner(one: PendingOwner, other: PendingOwner): boolean {
  return one.window === other.window && one.generation === other.generation;
}

/** Neither settled nor taken over since. */
export function isSameTurn(one: PendingTurn | undefined, other: PendingTurn | undefined): boolean {
  return one !== undefined && one.turnId === other?.turnId && one.phase === other.phase && isSameOwner(one.owner, other.owner);
}

/** Throws in a person's words. What is missing or malformed in an otherwise readable record is left out: the transcript knows better. */
export function parsePending(raw: unknown): PendingRecord {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new Error('It is no record of a turn.');
  }
  const { attempts, turn } = raw as Record<string, unknown>;
  const parsed = parseTurn(turn);
  return { attempts: isCount(attempts) ? attempts : 0, ...(parsed && { turn: parsed }) };
}

function parseTurn(raw: unknown): PendingTurn | undefined {
  const { turnId, origin, phase, openedAt, resumes, owner } = (raw ?? {}) as Record<string, unknown>;
  if (typeof turnId !== 'string') {
    return undefined;
  }
  const { window, generation } = (owner ?? {}) as Record<string, unknown>;
  return {
    turnId,
    origin: parseOrigin(origin),
    phase: oneOf(phase, ['open', 'acceptedByUser', 'acceptedByAuto', 'offered']) ?? 'open',
    ...(typeof openedAt === 'number' && Number.isFinite(openedAt) && { openedAt }),
    ...parseResumed(resumes),
    owner: { window: typeof window === 'string' ? window : '', generation: isCount(generation) ? generation : 0 },
  };
}

function isCount(raw: unknown): raw is number {
  return Number.isSafeInteger(raw) && (raw as number) >= 0;
}

function oneOf<const T extends string>(raw: unknown, values: readonly T[]): T | undefined {
  return values.find((value) => value === raw);
}

function parseOrigin(raw: unknown): PromptOrigin {
  return oneOf(raw, ['user', 'api', 'recovery', 'board']) ?? 'user';
}

function parseResumed(raw: unknown): Pick<PendingTurn, 'resumes'> {
  const { turnId, origin, by } = (raw ?? {}) as Record<string, unknown>;
  return typeof turnId === 'string' ? { resumes: { turnId, origin: parseOrigin(origin), by: oneOf(by, ['user', 'auto']) ?? 'auto' } } : {};
}
