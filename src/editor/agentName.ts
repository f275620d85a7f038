/** The name of an agent for people. One that the settings no longer have keeps its id. */
import type { AgentCatalog } from '../agent/catalog';
import { t } from './translate';

export function agentName(agents: AgentCatalog, id: string): string {
  return agents.choices().find((choice) => choice.id === id)?.name ?? id;
}

/** For an agent that somebody named in a command. */
export function requireAgent(agents: AgentCatalog, id: string): void {
  if (!agents.choices().some((choice) => choice.id === id)) {
    throw new Error(t('There is no agent “{0}”.', id));
  }
}
