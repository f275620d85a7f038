/**
 * Takes secrets out of a text before it reaches a log: the values of the environment that agents are given in the settings, which only we
 * know, and whatever looks like a key or a token, which `agent/redact.ts` knows. Rather too much than too little.
 */
import { redact as redactShapes } from '../agent/redact';

export function redact(text: string, secrets: readonly string[]): string {
  return redactShapes(secrets.reduce((clean, secret) => clean.replaceAll(secret, '‹redacted›'), text));
}

/**
 * The values in the `env` of every agent in the setting, each also as it looks inside JSON, longest first. Short ones are no secrets, and
 * taking out every `1` or `true` would leave nothing to read.
 */
export function secretsOf(agents: Readonly<Record<string, unknown>>): readonly string[] {
  const values = Object.values(agents)
    .map((agent) => (isRecord(agent) ? agent['env'] : undefined))
    .flatMap((env) => (isRecord(env) ? Object.values(env) : []))
    .filter((value) => typeof value === 'string')
    .filter((value) => value.length >= shortestSecretCharacters);
  const quoted = values.map((value) => JSON.stringify(value).slice(1, -1));
  return [...new Set([...values, ...quoted])].sort((a, b) => b.length - a.length);
}

const shortestSecretCharacters = 6;

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
