/** What an agent has told about a session beside the conversation: its commands and how full its context is. */
import type { ConversationFact } from './conversationEvent';
import type { AgentCommand } from './port';

export class Profile {
  #commands: readonly AgentCommand[] = [];
  #usage: { readonly used: number; readonly size: number } | undefined;

  get commands(): readonly AgentCommand[] {
    return this.#commands;
  }

  get usage(): { readonly used: number; readonly size: number } | undefined {
    return this.#usage;
  }

  saw(fact: ConversationFact): void {
    if (fact.kind !== 'update') {
      return;
    }
    if (fact.update.kind === 'commands') {
      this.#commands = fact.update.commands;
    } else if (fact.update.kind === 'usage') {
      this.#usage = { used: fact.update.used, size: fact.update.size };
    }
  }
}
