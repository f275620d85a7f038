// What the tests use of realAgent.mjs.
export type AgentName = 'codex-zed' | 'opencode' | 'claude';

export interface RealAgent {
  readonly name: AgentName;
  readonly program: string;
  readonly setting: { readonly command: string; readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> };
  remove(): Promise<void>;
}

export function prepareAgent(name: AgentName, model: string, env?: Readonly<Record<string, string>>): Promise<RealAgent>;
