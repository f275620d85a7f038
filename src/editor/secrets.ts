/**
 * The secrets that only the settings know: the values in the `env` of agents. They are read again every second at most, because not every
 * change of a setting is told, and never forgotten in this window: an agent that runs keeps the environment that it was started with.
 */
import type { Clock } from '../base/clock';

export class Secrets {
  #known: readonly string[] = [];
  #readAt: number | undefined;

  constructor(
    private readonly readAgents: () => Readonly<Record<string, unknown>>,
    private readonly clock: Clock,
  ) {}

  /** Longest first, so that one which contains another goes as a whole. */
  readonly all = (): readonly string[] => {
    const now = this.clock.now();
    if (this.#readAt === undefined || now - this.#readAt >= readEveryMs) {
      // First, because reading can complain about the setting into the log that asks for this.
      this.#readAt = now;
      this.#known = [...new Set([...this.#known, ...secretsOf(this.readAgents())])].sort((a, b) => b.length - a.length);
    }
    return this.#known;
  };
}

const readEveryMs = 1000;
/** Short ones are no secrets, and taking out every `1` or `true` would leave nothing to read. */
const shortestSecretCharacters = 6;

/** Each also as it looks inside JSON. */
function secretsOf(agents: Readonly<Record<string, unknown>>): readonly string[] {
  const values = Object.values(agents)
    .map((agent) => (isRecord(agent) ? agent['env'] : undefined))
    .flatMap((env) => (isRecord(env) ? Object.values(env) : []))
    .filter((value) => typeof value === 'string')
    .filter((value) => value.length >= shortestSecretCharacters);
  return [...values, ...values.map((value) => JSON.stringify(value).slice(1, -1))];
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
