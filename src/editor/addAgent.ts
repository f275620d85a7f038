/**
 * *Add Agent…*: a well-known one, or a command of the user's own. It writes one entry into the user's `holdfast.agents` and leaves what is
 * there alone; it starts and installs nothing.
 */
import * as vscode from 'vscode';
import type { AgentCatalog } from '../agent/catalog';
import type { WellKnownAgent } from '../agent/wellKnown';
import { splitCommandLine } from './commandLine';
import { settingsSection } from './ids';
import { label } from './label';
import { t } from './translate';

export interface AddedAgent {
  readonly id: string;
  /** What was written, as a command line. */
  readonly commandLine: string;
}

/** Nothing when the user thought better of it. */
export async function addAgent(agents: AgentCatalog): Promise<AddedAgent | undefined> {
  const choice = await chooseKind(agents);
  if (choice === undefined) {
    return undefined;
  }
  const entry = choice === 'custom' ? await askCustom() : { name: choice.name, spec: choice.spec };
  if (entry === undefined) {
    return undefined;
  }
  const name = await freeName(entry.name);
  if (name === undefined) {
    return undefined;
  }
  await write(name, entry.spec);
  return { id: name, commandLine: commandLineOf(entry.spec) };
}

type Spec = WellKnownAgent['spec'];

interface Entry {
  readonly name: string;
  readonly spec: Spec;
}

async function chooseKind(agents: AgentCatalog): Promise<WellKnownAgent | 'custom' | undefined> {
  type Item = vscode.QuickPickItem & { readonly choice: WellKnownAgent | 'custom' };
  const custom: Item = {
    label: t('Custom Command…'),
    iconPath: new vscode.ThemeIcon('terminal'),
    detail: t('Any program that speaks the Agent Client Protocol on its standard input and output'),
    choice: 'custom',
  };
  const items = agents.wellKnown().then((known): Item[] => [...known.map(wellKnownItem), custom]);
  const options = { title: t('Add Agent'), placeHolder: t('Which agent?'), matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(items, options);
  return picked?.choice;
}

function wellKnownItem(agent: WellKnownAgent): vscode.QuickPickItem & { readonly choice: WellKnownAgent } {
  return {
    label: label(agent.name),
    // What will be written: through npx that is another command than the agent's own.
    description: label(commandLineOf(agent.spec), 160),
    detail: `${label(howFound(agent), 160)} — ${label(agent.description, 160)}`,
    iconPath: new vscode.ThemeIcon(agent.found.kind === 'found' ? 'check' : agent.viaNpx === undefined ? 'circle-slash' : 'cloud-download'),
    choice: agent,
  };
}

function howFound({ found, viaNpx }: WellKnownAgent): string {
  if (found.kind === 'found') {
    return t('Found: {0}', found.path);
  }
  return viaNpx === undefined
    ? t('Not found on this machine: {0}', found.command)
    : t('Not found on this machine: npx downloads {0} when the agent is first started', viaNpx);
}

/** For reading: a part that is more than one word stands in quotes. */
function commandLineOf({ command, args, env = {} }: Spec): string {
  const quoted = [command, ...args].map((part) => (/^$|[\s"']/.test(part) ? JSON.stringify(part) : part));
  return [...Object.entries(env).map(([name, value]) => `${name}=${value}`), ...quoted].join(' ');
}

async function askCustom(): Promise<Entry | undefined> {
  const line = await vscode.window.showInputBox({
    title: t('Add Agent'),
    prompt: t('The command that starts the agent, with its arguments'),
    placeHolder: 'my-agent --acp',
    ignoreFocusOut: true,
    validateInput: (text) => (commandOf(text) ? undefined : t('Type a command; quotes must be closed.')),
  });
  const parts = line === undefined ? undefined : commandOf(line);
  if (!parts) {
    return undefined;
  }
  const [command, ...args] = parts;
  const name = await askName(suggestName(command));
  return name === undefined ? undefined : { name, spec: { command, args } };
}

function commandOf(line: string): readonly [string, ...string[]] | undefined {
  const [command, ...args] = splitCommandLine(line) ?? [];
  return command === undefined || command === '' ? undefined : [command, ...args];
}

function suggestName(command: string): string {
  return (/([^/\\]+?)(?:\.(?:exe|cmd|bat|js|mjs|sh|py))?$/i.exec(command)?.[1] ?? command).slice(0, 40);
}

/** An entry of that name stays unless the user says that it may be replaced. */
async function freeName(name: string): Promise<string | undefined> {
  if (!Object.hasOwn(current(), name)) {
    return name;
  }
  const replace = t('Replace “{0}”', label(name, 40));
  const keep = t('Keep Both, under Another Name…');
  const placeHolder = t('There is an agent of this name already.');
  const picked = await vscode.window.showQuickPick([replace, keep], { title: t('Add Agent'), placeHolder });
  return picked === replace ? name : picked === keep ? askName(`${name} 2`) : undefined;
}

async function askName(value: string): Promise<string | undefined> {
  const validateInput = (text: string): string | undefined => {
    const name = text.trim();
    if (name === '') {
      return t('Type a name.');
    }
    if (name === 'builtin') {
      return t('This name belongs to the built-in agent.');
    }
    return Object.hasOwn(current(), name) ? t('There is an agent of this name already.') : undefined;
  };
  const prompt = t('The name of the agent, as it is shown to you');
  const name = await vscode.window.showInputBox({ title: t('Add Agent'), prompt, value, ignoreFocusOut: true, validateInput });
  return name?.trim();
}

async function write(name: string, { args, ...spec }: Spec): Promise<void> {
  const next = { ...current(), [name]: { ...spec, ...(args.length === 0 ? {} : { args }) } };
  await vscode.workspace.getConfiguration(settingsSection).update('agents', next, vscode.ConfigurationTarget.Global);
}

/** What the user has written. A value that is no object is no place to add something to: it is replaced. */
function current(): Readonly<Record<string, unknown>> {
  const value = vscode.workspace.getConfiguration(settingsSection).inspect<unknown>('agents')?.globalValue;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
