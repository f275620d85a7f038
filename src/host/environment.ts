/**
 * What a child process inherits. An agent or a terminal must not notice that its parent is an editor's extension host: none of the host's
 * own variables reach it. What we start with the host's own executable runs as Node. What is ours carries our mark, so that it can be
 * found even after it has left its process group. What a person asked for in the settings comes last and is not touched.
 */
export type Environment = Readonly<Record<string, string>>;

/** `own`: started with `process.execPath`, which on the desktop is Electron. */
export type ChildKind = 'agent' | 'own' | 'terminal';

export interface ChildSurroundings {
  readonly kind: ChildKind;
  /** The login shell's environment, or this process's. */
  readonly inherited: Readonly<Record<string, string | undefined>>;
  /** From the settings, or from the agent that asked for a terminal. */
  readonly added?: Environment;
  /** The instance id of this window. Left out for what is the person's own, such as the daemons that their shell's files start. */
  readonly mark?: string;
}

export const markVariable = 'HOLDFAST_MARK';

export function childEnvironment({ kind, inherited, added = {}, mark }: ChildSurroundings): Environment {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(inherited)) {
    if (value !== undefined && !belongsToTheHost(name)) {
      environment[name] = value;
    }
  }
  for (const [name, value] of Object.entries(added)) {
    put(environment, name, value);
  }
  if (kind === 'own') {
    put(environment, 'ELECTRON_RUN_AS_NODE', '1');
  }
  if (mark !== undefined) {
    put(environment, markVariable, mark);
  }
  return environment;
}

const hostsOwn = /^(VSCODE_|CODE_SERVER_|ELECTRON_)|^NODE_OPTIONS$/i;

/** Says which script of which package started the host: an agent's own npm would believe it. What people set themselves (`NPM_TOKEN`,
 * `NPM_CONFIG_REGISTRY`) is in capitals, and agents that npx fetches need it. */
const npmsOwn = /^npm_/;

function belongsToTheHost(name: string): boolean {
  return hostsOwn.test(name) || npmsOwn.test(name);
}

function put(environment: Record<string, string>, name: string, value: string): void {
  if (process.platform === 'win32') {
    // There `Path` and `PATH` are one variable, and two of them are trouble.
    for (const other of Object.keys(environment).filter((key) => key.toUpperCase() === name.toUpperCase())) {
      delete environment[other];
    }
  }
  environment[name] = value;
}
