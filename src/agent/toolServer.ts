/** A server of tools that an agent starts by itself for one session, as any MCP server of its own: over the stdin and stdout of a process. */
import type { OpenSessionParams } from '../wire/acpSession';

export interface ToolServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** The ones of a session. An agent that ignores them is none the worse, and neither is its session where there can be none. */
export type ToolServers = (sessionId: string) => Promise<readonly ToolServer[]>;

export function mcpServersOf(servers: readonly ToolServer[]): OpenSessionParams['mcpServers'] {
  return servers.map(({ name, command, args, environment }) => ({
    name,
    command,
    args: [...args],
    env: Object.entries(environment).map(([variable, value]) => ({ name: variable, value })),
  }));
}
