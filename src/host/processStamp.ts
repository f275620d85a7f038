/**
 * A process in a few characters that stand in the name of a file or a link: its pid, and digests of its machine and of the moment it
 * started, so that a later process with the same pid is not taken for it. Short, since a link to a long name costs ten times as much.
 */
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { livenessOf, ownIdentity, startToken } from './processIdentity';
import type { Liveness, ProcessIdentity } from './processIdentity';

export function stampOf({ pid, startToken: token }: ProcessIdentity, machine = hostname()): string {
  return [pid, digest(machine), ...(token === undefined ? [] : [digest(token)])].join('.');
}

/** Of this process. It is made once. */
export function ownStamp(): string {
  own ??= stampOf(ownIdentity());
  return own;
}

/** Whether the process lives that a stamp means; undefined where the text is none. One of another machine cannot be judged. */
export function livenessOfStamp(stamp: string): Liveness | undefined {
  const [, digits, machine, token] = /^(\d+)\.([\w-]+)(?:\.([\w-]+))?$/.exec(stamp) ?? [];
  if (digits === undefined) {
    return undefined;
  }
  if (machine !== digest(hostname())) {
    return 'unknown';
  }
  const pid = Number(digits);
  const actual = startToken(pid);
  const isSame = actual !== undefined && digest(actual) === token;
  return livenessOf({ pid, ...(token !== undefined && { startToken: isSame ? actual : token }) });
}

let own: string | undefined;

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}
