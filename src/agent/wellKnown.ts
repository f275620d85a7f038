/**
 * Agents that many people have: how each is started, and what to write into `holdfast.agents` for it. Whether one is on this machine is
 * asked of the caller's `find`; nothing is started and nothing downloaded here.
 */
import type { FoundCommand } from '../host/findCommand';

export interface WellKnownAgent {
  readonly id: string;
  readonly name: string;
  /** One line. */
  readonly description: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly found: { readonly kind: 'found'; readonly path: string } | { readonly kind: 'missing'; readonly command: string };
  /** The npm package that npx downloads when the agent is first started; absent when `spec` is its own command. */
  readonly viaNpx?: string;
  /** Where its own documentation is. */
  readonly docs?: string;
  /** To write into `holdfast.agents`: as it is installed; else through npx, where its package is known and npx is there. */
  readonly spec: { readonly command: string; readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> };
}

export function wellKnownAgents(find: (command: string) => FoundCommand): readonly WellKnownAgent[] {
  const hasNpx = find('npx').found;
  return known.map(({ npx, env, ...agent }) => {
    const found = find(agent.command);
    const viaNpx = found.found || !hasNpx ? undefined : npx;
    return {
      ...agent,
      found: found.found ? { kind: 'found', path: found.path } : { kind: 'missing', command: agent.command },
      ...(viaNpx !== undefined && { viaNpx }),
      spec: {
        ...(viaNpx === undefined
          ? { command: agent.command, args: agent.args }
          : { command: 'npx', args: ['-y', `--package=${viaNpx}`, agent.command, ...agent.args] }),
        ...(env && { env }),
      },
    };
  });
}

interface KnownAgent {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The npm package whose program of the same purpose npx starts. */
  readonly npx?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly docs?: string;
}

const known: readonly KnownAgent[] = [
  {
    id: 'claude',
    name: 'Claude Code',
    description: 'Anthropic’s coding agent, through its ACP adapter.',
    command: 'claude-agent-acp',
    args: [],
    npx: '@agentclientprotocol/claude-agent-acp',
    docs: 'https://github.com/agentclientprotocol/claude-agent-acp',
  },
  {
    id: 'codex',
    name: 'Codex',
    description: 'OpenAI’s coding agent, through its ACP adapter.',
    command: 'codex-acp',
    args: [],
    npx: '@agentclientprotocol/codex-acp',
    docs: 'https://github.com/agentclientprotocol/codex-acp',
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    description: 'Google’s agent for the terminal.',
    command: 'gemini',
    args: ['--acp'],
    npx: '@google/gemini-cli',
    docs: 'https://github.com/google-gemini/gemini-cli',
  },
  {
    id: 'copilot',
    name: 'GitHub Copilot CLI',
    description: 'GitHub’s agent for the terminal.',
    command: 'copilot',
    args: ['--acp'],
    npx: '@github/copilot',
    docs: 'https://docs.github.com/copilot',
  },
  {
    id: 'opencode',
    name: 'OpenCode',
    description: 'An open agent for many models.',
    command: 'opencode',
    args: ['acp'],
    npx: 'opencode-ai',
    docs: 'https://opencode.ai/docs/acp',
  },
  {
    id: 'qwen',
    name: 'Qwen Code',
    description: 'Alibaba’s coding agent.',
    command: 'qwen',
    args: ['--acp'],
    npx: '@qwen-code/qwen-code',
    docs: 'https://github.com/QwenLM/qwen-code',
  },
  {
    id: 'goose',
    name: 'Goose',
    description: 'An open, extensible agent that runs locally.',
    command: 'goose',
    args: ['acp'],
    docs: 'https://block.github.io/goose',
  },
  {
    id: 'kimi',
    name: 'Kimi Code',
    description: 'Moonshot AI’s coding agent.',
    command: 'kimi',
    args: ['acp'],
    npx: '@moonshot-ai/kimi-code',
    docs: 'https://github.com/MoonshotAI/kimi-code',
  },
  {
    id: 'cline',
    name: 'Cline',
    description: 'An open agent that asks before it acts.',
    command: 'cline',
    args: ['--acp'],
    npx: 'cline',
    docs: 'https://docs.cline.bot',
  },
  {
    id: 'kilo',
    name: 'Kilo Code',
    description: 'An open agent for many models.',
    command: 'kilo',
    args: ['acp'],
    npx: '@kilocode/cli',
    docs: 'https://kilo.ai/docs',
  },
  {
    id: 'auggie',
    name: 'Auggie',
    description: 'Augment Code’s agent for the terminal.',
    command: 'auggie',
    args: ['--acp'],
    npx: '@augmentcode/auggie',
    env: { AUGMENT_DISABLE_AUTO_UPDATE: '1' },
    docs: 'https://docs.augmentcode.com',
  },
  {
    id: 'pi',
    name: 'Pi',
    description: 'A small, extensible agent, through its ACP adapter; it never asks for permission.',
    command: 'pi-acp',
    args: [],
    npx: 'pi-acp',
    docs: 'https://github.com/svkozak/pi-acp',
  },
];
