/**
 * What terminals that run on an agent's side have printed, made whole: for a command that was quick some agents (Codex) send no output at
 * all, and it stands only in the raw output of the finished call. It is one session's memory of which terminals were heard; how the
 * updates are read is not its business.
 */
import type { AgentUpdate } from '../session/port';

export class OwnTerminals {
  readonly #heard = new Set<string>();

  /** The updates of one message, with the output of a terminal that ends unheard. */
  complete(updates: readonly AgentUpdate[]): readonly AgentUpdate[] {
    return updates.map((update) => {
      if (update.kind !== 'terminal') {
        return update;
      }
      const text = update.exit && !this.#heard.has(update.terminalId) ? printedIn(updates) : undefined;
      if (update.append !== undefined || text !== undefined) {
        this.#heard.add(update.terminalId);
      }
      return text === undefined ? update : { ...update, append: text };
    });
  }
}

function printedIn(updates: readonly AgentUpdate[]): string | undefined {
  const call = updates.find((update) => update.kind === 'tool');
  const raw = call?.tool.rawOutput;
  const fields = typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
  return ['aggregated_output', 'formatted_output', 'stdout']
    .map((name) => fields[name])
    .find((text): text is string => typeof text === 'string' && text !== '');
}
