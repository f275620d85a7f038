/**
 * What the NDJSON carrier is given: its two streams, and optionally ears, a log and other limits.
 */
import type { Readable, Writable } from 'node:stream';

export interface NdjsonOptions extends WireHooks {
  readonly input: Readable;
  readonly output: Writable;
  readonly log?: WireLog;
  readonly limits?: Partial<WireLimits>;
}

/** Called synchronously; must not throw. */
export interface WireHooks {
  /** Bytes have arrived: the earliest sign of life there is. */
  readonly onBytes?: () => void;
  /** The input was paused because too much waits to be handled, or flows again. It flows at the end, whether anybody reads it or not. */
  readonly onFlow?: (state: 'paused' | 'flowing') => void;
  /** Every message as it stands on the wire, for a trace. Asked for at every message: a getter switches it on and off. */
  readonly onMessage?: ((direction: 'in' | 'out', text: string) => void) | undefined;
}

export interface WireLog {
  warn(text: string): void;
  debug(text: string): void;
  /** May carry what an agent said. */
  trace(text: string): void;
}

export interface WireLimits {
  /** Longer lines are skipped, and not sent. */
  readonly maxLineBytes: number;
  /** The input is paused when more than this waits to be handled, … */
  readonly pauseBytes: number;
  /** … and resumed when no more than this does. */
  readonly resumeBytes: number;
  /** When the other side leaves more than this unread, the connection is broken. */
  readonly maxUnsentBytes: number;
}

export const defaultLimits: WireLimits = {
  maxLineBytes: 32 * 1024 * 1024,
  pauseBytes: 100_000,
  resumeBytes: 5_000,
  maxUnsentBytes: 256 * 1024 * 1024,
};

export const silentLog: WireLog = { warn: () => undefined, debug: () => undefined, trace: () => undefined };
