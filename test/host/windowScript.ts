/**
 * A window's processes without the window: a Node process that keeps the book and the reaper as the product does, starts deaf families
 * through `spawnChild`, and says who they are. Tests kill it, or tell it to close.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { identityOf, type ProcessIdentity } from '../../src/host/processIdentity';
import { bundleScript } from './runScript';

export interface ScriptedWindow {
  readonly process: ChildProcess;
  readonly identity: ProcessIdentity;
  /** For each family: the child of ours, its child, and its grandchild in a session of its own. */
  readonly families: readonly (readonly ProcessIdentity[])[];
  /** The next line that it prints. */
  line(): Promise<string>;
}

export async function bundleWindow(folder: string): Promise<{ readonly window: string; readonly reaper: string }> {
  const [window, reaper] = [join(folder, 'window.js'), join(folder, 'reaper.js')];
  await Promise.all([bundleScript(source, window), bundleScript(`import './src/host/reaperProcess';`, reaper)]);
  return { window, reaper };
}

/** Its state stands in `root`; without a reaper when there is no such file. */
export async function openWindow(script: string, options: WindowOptions): Promise<ScriptedWindow> {
  const child = spawn(process.execPath, [script, JSON.stringify(options)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const families = JSON.parse(await line()) as number[][];
  return { process: child, identity: identityOf(child.pid!), families: families.map((family) => family.map(identityOf)), line };
}

export async function killWindow({ process }: ScriptedWindow): Promise<void> {
  process.kill('SIGKILL');
  await once(process, 'exit');
}

export interface WindowOptions {
  readonly root: string;
  readonly window: string;
  readonly reaper: string;
  readonly count: number;
}

const source = `
  import { createInterface } from 'node:readline';
  import { once } from 'node:events';
  import { thisMachine } from './src/host/machine';
  import { openStateRoot } from './src/host/stateRoot';
  import { ProcessLedger } from './src/host/processLedger';
  import { Reaper } from './src/host/reaper';
  import { spawnChild } from './src/host/spawnChild';
  import { Strays } from './src/host/strays';
  import { systemClock as clock } from './src/host/systemClock';
  import { WindowProcesses } from './src/host/windowProcesses';
  import { deafFamily } from './test/host/deafShells';

  const { root: path, window, reaper, count } = JSON.parse(process.argv[2]);
  const log = { info: console.error, warn: console.error };
  const root = openStateRoot({ globalStoragePath: path, workspace: [] });
  const processes = new WindowProcesses({
    window, clock, log,
    ledger: new ProcessLedger(root, window, { onSetAside: log.warn, onError: log.warn }),
    reaper: new Reaper({ script: reaper, window, log: { warn: () => undefined } }),
    strays: new Strays({ root, window, machine: thisMachine, clock, log, onSetAside: log.warn }),
  });
  const start = async () => {
    const request = { kind: 'agent', command: 'sh', args: deafFamily, cwd: path, inherited: process.env, mark: window, ledger: processes };
    const { child } = await spawnChild(request);
    const [line] = await once(createInterface({ input: child.stdout }), 'line');
    return [child.pid, ...line.split(' ').map(Number)];
  };
  Promise.all(Array.from({ length: count }, start)).then((families) => console.log(JSON.stringify(families)));
  createInterface({ input: process.stdin }).on('line', async () => {
    const killed = processes.killAll();
    await processes.close(2000);
    console.log('closed ' + killed);
    process.exit();
  });
`;
