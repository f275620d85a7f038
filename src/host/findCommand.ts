import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, extname, isAbsolute, join, resolve } from 'node:path';
import type { Environment } from './environment';

/** Finds the program that a command means, as a shell would; where there is none, tells where it looked, for a message that helps. */
export function findCommand(command: string, environment: Environment, cwd: string): FoundCommand {
  const isPath = command.includes('/') || (process.platform === 'win32' && command.includes('\\'));
  const candidates = isPath
    ? [resolve(cwd, withHome(command, environment))]
    : searchPath(environment)
        // An empty part of PATH means the present folder to a shell. We never start what happens to lie in a project.
        .filter((folder) => isAbsolute(folder))
        .map((folder) => join(folder, command));
  const path = command === '' ? undefined : candidates.flatMap((candidate) => withExtensions(candidate, environment)).find(isExecutable);
  return path === undefined ? { found: false, searched: isPath ? candidates : searchPath(environment) } : { found: true, path };
}

export type FoundCommand =
  | { readonly found: true; readonly path: string }
  /** The folders of PATH, or the one path that was given. */
  | { readonly found: false; readonly searched: readonly string[] };

function searchPath(environment: Environment): readonly string[] {
  const folders = (read(environment, 'PATH') ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...new Set(folders)];
}

function withHome(command: string, environment: Environment): string {
  const home = read(environment, process.platform === 'win32' ? 'USERPROFILE' : 'HOME');
  return home !== undefined && /^~[\\/]/.test(command) ? join(home, command.slice(2)) : command;
}

function withExtensions(candidate: string, environment: Environment): readonly string[] {
  if (process.platform !== 'win32') {
    return [candidate];
  }
  const known = (read(environment, 'PATHEXT') ?? '.COM;.EXE;.BAT;.CMD').toLowerCase().split(';');
  return known.includes(extname(candidate).toLowerCase()) ? [candidate] : known.map((extension) => candidate + extension);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not for us: the next place may have it.
    return false;
  }
}

function read(environment: Environment, name: string): string | undefined {
  if (environment[name] !== undefined || process.platform !== 'win32') {
    return environment[name];
  }
  return Object.entries(environment).find(([key]) => key.toUpperCase() === name)?.[1];
}
