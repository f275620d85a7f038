/**
 * Takes secrets out of a text before it reaches a log: values of the environment that agents are given in the settings, and what looks
 * like a key or a token wherever it stands. Rather too much than too little; it does not try to find personal data.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    clean = clean.replaceAll(secret, mark);
  }
  for (const [pattern, replacement] of patterns) {
    clean = clean.replace(pattern, replacement);
  }
  return clean;
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
    .filter((value) => value.length >= shortestSecret);
  const quoted = values.map((value) => JSON.stringify(value).slice(1, -1));
  return [...new Set([...values, ...quoted])].sort((a, b) => b.length - a.length);
}

const mark = '[redacted]';
const shortestSecret = 6;

const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${mark}`],
  // OpenAI, Anthropic and the many who copied them; GitHub, GitLab, Slack, Google, AWS, npm, Hugging Face.
  [/\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,}/g, mark],
  [/\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|hf_|npm_)[A-Za-z0-9_-]{16,}/g, mark],
  [/\bAIza[A-Za-z0-9_-]{30,}/g, mark],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, mark],
  [/\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g, mark],
  // NAME=value and "name": "value", for names that say so. Inside JSON in JSON the quotes are escaped.
  [
    /((?:api[-_]?key|access[-_]?key|secret|password|passwd|auth[-_]?token|access[-_]?token|refresh[-_]?token|private[-_]?key)\\?["']?\s*[=:]\s*\\?["']?)[^\s"'\\,;}]{6,}/gi,
    `$1${mark}`,
  ],
];

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
