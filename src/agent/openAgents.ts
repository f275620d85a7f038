/** The agents of a window, built together: who connects to them, and the list to choose from. None is started by it. */
import type { Clock } from '../base/clock';
import type { Spawning } from '../host/spawning';
import type { Editor } from '../port';
import { Agents } from './agents';
import type { AgentsPorts } from './agents';
import { AgentCatalog } from './catalog';
import { hostTerminals } from './hostTerminals';
import { launcher } from './launch';
import type { ToolServers } from './toolServer';

export interface AgentsOptions {
  readonly editor: Editor;
  readonly clock: Clock;
  readonly spawning: Spawning;
  readonly formerWindowsEnded: () => Promise<unknown>;
  /** Where the built-in agent keeps its own sessions. */
  readonly builtinStatePath: string;
  readonly toolServers?: ToolServers;
  /** Where an agent is checked: no folder may be open. */
  readonly checkFolder: () => string;
  readonly terminalBook: AgentsPorts['terminalBook'];
}

export function openAgents(options: AgentsOptions): { readonly connector: Agents; readonly catalog: AgentCatalog } {
  const { editor, clock, spawning, formerWindowsEnded, builtinStatePath, checkFolder, toolServers, terminalBook } = options;
  const launch = launcher({ ...spawning, clock, editor, builtinStatePath });
  const startTerminal = hostTerminals(spawning);
  const connector = new Agents({ editor, clock, launch, startTerminal, formerWindowsEnded, terminalBook, ...(toolServers && { toolServers }) });
  return { connector, catalog: new AgentCatalog({ editor, clock, agents: connector, ...spawning, checkFolder }) };
}
