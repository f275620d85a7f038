/**
 * Makes what an agent wrote fit for the log and for a person: without keys, because agents print their environment and their errors quote
 * the request that failed; without colours and cursor movements; and not endless.
 */
import { withoutEscapes } from '../base/escapes';

export function redact(text: string): string {
  return secrets.reduce((redacted, [shape, replacement]) => redacted.replace(shape, replacement), text);
}

/** One line of output. */
export function presentable(line: string): string {
  const clean = redact(withoutEscapes(line).replace(/\s*\n\s*/g, ' ').replace(controls, '').trimEnd());
  return clean.length > lineLimitChars ? `${clean.slice(0, lineLimitChars)} …` : clean;
}

const lineLimitChars = 500;

/** As variables of an environment are called, which the protocol sends as pairs of a name and a value. */
const secretVariable = '\\w*(?:TOKEN|KEY|SECRET|PASSWORD)';

/** Also where it stands inside of a text that is quoted itself. */
const quote = '\\\\?"';

const secretNames = '(?:api|access)[-_]?key|(?:auth|access|refresh)[-_]?token|\\btoken|secret|passw(?:or)?d';

/** The shapes of the vendors whose agents we know, and of anything that calls itself a secret. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 ‹redacted›'],
  [/\bsk-[\w-]{6,}/g, 'sk-‹redacted›'],
  [/\b(gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AIza|AKIA|ya29\.|hf_)[\w.-]{8,}/g, '$1‹redacted›'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '‹redacted token›'],
  // KEY=value, "apiKey": "value", token: value and the like; the name stays, because it says what to check.
  [new RegExp(`((?:${secretNames})\\w*\\\\?["']?\\s*[:=]\\s*\\\\?["']?)(?!Bearer|Basic)[^\\s"'\\\\,;&}]{6,}`, 'gi'), '$1‹redacted›'],
  [new RegExp(`(\\b${secretVariable}=["']?)[^\\s"'\\\\,;&}‹]{6,}`, 'g'), '$1‹redacted›'],
  [new RegExp(`(${quote}name${quote}:\\s*${quote}${secretVariable}${quote},\\s*${quote}value${quote}:\\s*${quote})[^"\\\\]+`, 'g'), '$1‹redacted›'],
  [new RegExp(`(${quote}value${quote}:\\s*${quote})[^"\\\\]+(?=${quote},\\s*${quote}name${quote}:\\s*${quote}${secretVariable}${quote})`, 'g'), '$1‹redacted›'],
];

const controls = /[\u0000-\u0008\u000b-\u001f\u007f]/g;
