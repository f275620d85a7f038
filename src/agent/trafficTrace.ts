/**
 * The protocol's traffic in a channel of its own, when the setting `trace.server` asks for it: with `messages` a short line for each, with `verbose`
 * all of it, cut where a message is huge. Redacted either way.
 */
import type { Log, Settings, Trace } from '../port';
import { redact } from './redact';

export function trafficTrace(agent: string, log: Log, settings: () => Settings): Trace {
  return {
    enabled: () => settings().trace !== 'off',
    message: (direction, text) => {
      const limitChars = settings().trace === 'verbose' ? verboseLimitChars : shortLimitChars;
      const arrow = direction === 'in' ? '←' : '→';
      const shown = redact(text.slice(0, limitChars));
      log.info(`${agent} ${arrow} ${shown}${text.length > limitChars ? ` … (${text.length} characters)` : ''}`);
    },
  };
}

const shortLimitChars = 160;
const verboseLimitChars = 20_000;
