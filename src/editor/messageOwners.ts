/**
 * Whose a message is on a connection that sessions share: the session that its parameters name, or, for an answer, the one that the
 * request named. What names none, or no text, is nobody's. It trusts no message to be one.
 */
export class MessageOwners {
  /** Our requests that wait for their answer. */
  readonly #asked = new Map<unknown, string>();

  /** A message that we send. */
  sent(message: unknown): void {
    const { id, method, params } = fieldsOf(message);
    const owner = sessionIn(params);
    if (id !== undefined && method !== undefined && owner !== undefined) {
      this.#asked.set(id, owner);
    }
  }

  /** Of a message that came. Each answer is told of once. */
  ownerOf(message: unknown): string | undefined {
    const { id, method, params } = fieldsOf(message);
    if (method !== undefined) {
      return sessionIn(params);
    }
    const owner = this.#asked.get(id);
    this.#asked.delete(id);
    return owner;
  }
}

function sessionIn(params: unknown): string | undefined {
  const { sessionId } = fieldsOf(params);
  return typeof sessionId === 'string' ? sessionId : undefined;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
