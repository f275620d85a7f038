/**
 * What can be chosen as an agent, what is wrong with the settings, and whether an agent works when it is asked: for pickers and for
 * *Check Agents*. It starts one only to check it, and ends it again.
 */
import type { Clock } from '../base/clock';
import { childEnvironment } from '../host/environment';
import { findCommand } from '../host/findCommand';
import type { Spawning } from '../host/spawning';
import type { Editor } from '../port';
import { AgentFailureError } from '../session/failure';
import type { AgentFailure } from '../session/failure';
import type { Agents } from './agents';
import { builtinSpec, readAgentSpecs } from './agentSpec';
import type { AgentProblem } from './agentSpec';
import { wellKnownAgents } from './wellKnown';
import type { WellKnownAgent } from './wellKnown';

export type CheckResult =
  | { readonly kind: 'ok'; readonly name: string; readonly version: string; readonly ms: number }
  | { readonly kind: 'failed'; readonly failure: AgentFailure };

export interface CatalogPorts extends Pick<Spawning, 'mark' | 'loginEnvironment'> {
  readonly editor: Pick<Editor, 'settings' | 'translate' | 'workspace'>;
  readonly clock: Clock;
  readonly agents: Pick<Agents, 'start'>;
  /** Where a check runs: no folder may be open. */
  readonly checkFolder: () => string;
}

export class AgentCatalog {
  constructor(private readonly ports: CatalogPorts) {}

  /** The built-in agent first, then those of the settings that can be used. */
  choices(): readonly { readonly id: string; readonly name: string }[] {
    const { editor } = this.ports;
    const { specs } = readAgentSpecs(editor.settings().agents);
    return [{ id: builtinSpec.id, name: editor.translate(builtinSpec.name) }, ...specs.map(({ id, name }) => ({ id, name }))];
  }

  /** Whether it is the built-in one: what that keeps of a session is ours to remove. */
  isOurs(agentId: string): boolean {
    return agentId === builtinSpec.id;
  }

  /** What the settings say of one agent's silence; absent where the general settings hold. Milliseconds. */
  silence(agentId: string): { readonly idleMs?: number; readonly toolIdleMs?: number } {
    const spec = readAgentSpecs(this.ports.editor.settings().agents).specs.find(({ id }) => id === agentId);
    return {
      ...(spec?.idleTimeoutMs === undefined ? {} : { idleMs: spec.idleTimeoutMs }),
      ...(spec?.toolIdleTimeoutMs === undefined ? {} : { toolIdleMs: spec.toolIdleTimeoutMs }),
    };
  }

  problems(): readonly AgentProblem[] {
    return readAgentSpecs(this.ports.editor.settings().agents).problems;
  }

  /** With what is found of them on this machine. */
  async wellKnown(): Promise<readonly WellKnownAgent[]> {
    const { editor, loginEnvironment, mark } = this.ports;
    // The login shell is a process too, and nothing is started in a folder that is not trusted.
    const inherited = editor.workspace.trusted() ? await loginEnvironment() : process.env;
    const environment = childEnvironment({ kind: 'agent', inherited, mark });
    return wellKnownAgents((command) => findCommand(command, environment, this.ports.checkFolder()));
  }

  /** Rejects with the signal's reason only. */
  async check(agentId: string, signal: AbortSignal): Promise<CheckResult> {
    const { agents, clock, checkFolder } = this.ports;
    const startedAt = clock.now();
    try {
      const started = await agents.start(agentId, checkFolder(), signal);
      const ms = Math.round(clock.now() - startedAt);
      const { agentInfo } = started.hello;
      await started.hold()();
      return { kind: 'ok', name: agentInfo?.title ?? agentInfo?.name ?? agentId, version: agentInfo?.version ?? '', ms };
    } catch (error) {
      // A failure is what a check is there to find.
      if (error instanceof AgentFailureError) {
        return { kind: 'failed', failure: error.failure };
      }
      throw error;
    }
  }
}
