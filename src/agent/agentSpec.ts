/**
 * Which agents there are and how each is started, read from the setting `holdfast.agents`: a superset of Zed's `agent_servers`. An entry
 * that cannot be used becomes a problem in a person's words and leaves the others usable. Nothing is looked up or started here.
 */
import { isAbsolute } from 'node:path';
import { protocolVersion } from '../wire/acp';

/** How one agent is started. `id` is its name in the settings, and what sessions remember. */
export interface AgentSpec {
  readonly id: string;
  readonly name: string;
  readonly launch: Launch;
  readonly idleTimeoutMs?: number;
  readonly toolIdleTimeoutMs?: number;
}

export type Launch = CommandLaunch | { readonly kind: 'builtin' };

export interface CommandLaunch {
  readonly kind: 'command';
  readonly command: string;
  readonly args: readonly string[];
  /** On top of the login shell's environment. May hold secrets: never logged. */
  readonly env: Readonly<Record<string, string>>;
  /** Absent: the session's folder. */
  readonly cwd?: string;
}

export interface AgentSpecs {
  readonly specs: readonly AgentSpec[];
  readonly problems: readonly AgentProblem[];
}

/** A settings entry that cannot be used, and why. */
export interface AgentProblem {
  /** The entry's name; empty where the setting as a whole is meant. */
  readonly agent: string;
  readonly problem: string;
}

export const builtinAgentId = 'builtin';

export const builtinSpec: AgentSpec = { id: builtinAgentId, name: 'Built-in agent', launch: { kind: 'builtin' } };

export function readAgentSpecs(raw: unknown): AgentSpecs {
  if (raw === undefined || raw === null) {
    return { specs: [], problems: [] };
  }
  if (!isObject(raw)) {
    return { specs: [], problems: [{ agent: '', problem: 'The setting holdfast.agents must be an object with one entry per agent.' }] };
  }
  const specs: AgentSpec[] = [];
  const problems: AgentProblem[] = [];
  for (const [id, entry] of Object.entries(raw)) {
    const read = readSpec(id, entry);
    if (typeof read === 'string') {
      problems.push({ agent: id, problem: read });
    } else {
      specs.push(read);
    }
  }
  return { specs, problems };
}

/** A spec, or the problem with it. */
function readSpec(id: string, raw: unknown): AgentSpec | string {
  if (id.trim() === '') {
    return 'An agent needs a name.';
  }
  if (id === builtinAgentId) {
    return `The name “${builtinAgentId}” belongs to the built-in agent. Choose another one.`;
  }
  if (!isObject(raw)) {
    return 'It must be an object with a “command”.';
  }
  const { command, args, env, cwd, idleTimeoutSeconds, toolIdleTimeoutSeconds } = raw;
  const problem =
    commandProblem(command) ??
    argsProblem(args) ??
    envProblem(env) ??
    cwdProblem(cwd) ??
    secondsProblem('idleTimeoutSeconds', idleTimeoutSeconds) ??
    secondsProblem('toolIdleTimeoutSeconds', toolIdleTimeoutSeconds) ??
    versionProblem(raw.protocolVersion);
  if (problem !== undefined) {
    return problem;
  }
  return {
    id,
    name: id,
    launch: {
      kind: 'command',
      command: (command as string).trim(),
      args: (args ?? []) as readonly string[],
      env: Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)])),
      ...(typeof cwd === 'string' && { cwd }),
    },
    ...(typeof idleTimeoutSeconds === 'number' && { idleTimeoutMs: toMs(idleTimeoutSeconds) }),
    ...(typeof toolIdleTimeoutSeconds === 'number' && { toolIdleTimeoutMs: toMs(toolIdleTimeoutSeconds) }),
  };
}

function commandProblem(command: unknown): string | undefined {
  if (command === undefined) {
    return 'It has no “command”: the program that starts the agent.';
  }
  return typeof command === 'string' && command.trim() !== '' ? undefined : '“command” must be a text: the program that starts the agent.';
}

function argsProblem(args: unknown): string | undefined {
  const isFine = args === undefined || (Array.isArray(args) && args.every((arg) => typeof arg === 'string'));
  return isFine ? undefined : '“args” must be a list of texts.';
}

function envProblem(env: unknown): string | undefined {
  if (env === undefined) {
    return undefined;
  }
  if (!isObject(env)) {
    return '“env” must be an object of variable names and texts.';
  }
  // The value is not part of the message: it may be a key.
  const bad = Object.entries(env).find(([name, value]) => !isVariableName(name) || !['string', 'number', 'boolean'].includes(typeof value));
  return bad && `“env”: the value of “${bad[0]}” must be a text, and its name must be one that a variable can have.`;
}

function cwdProblem(cwd: unknown): string | undefined {
  const isFine = cwd === undefined || (typeof cwd === 'string' && isAbsolute(cwd));
  return isFine ? undefined : '“cwd” must be the absolute path of a folder.';
}

function secondsProblem(name: string, seconds: unknown): string | undefined {
  const isFine = seconds === undefined || (typeof seconds === 'number' && Number.isFinite(seconds));
  return isFine ? undefined : `“${name}” must be a number of seconds (0 for no limit).`;
}

function versionProblem(version: unknown): string | undefined {
  const isFine = version === undefined || version === protocolVersion;
  return isFine ? undefined : `“protocolVersion” must be ${protocolVersion}: it is the only one that Holdfast speaks.`;
}

function isVariableName(name: string): boolean {
  return name !== '' && !name.includes('=') && !name.includes('\0');
}

/** A negative number means off, where 0 does. */
function toMs(seconds: number): number {
  return Math.max(0, Math.round(seconds * 1000));
}

function isObject(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}
