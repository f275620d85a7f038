/**
 * Takes secrets out of a text before it reaches a log: those that we were told of, and whatever looks like a key or a token, which
 * `agent/redact.ts` knows. Rather too much than too little.
 */
import { redact as redactShapes } from '../agent/redact';

export function redact(text: string, secrets: readonly string[]): string {
  return redactShapes(secrets.reduce((clean, secret) => clean.replaceAll(secret, '‹redacted›'), text));
}
