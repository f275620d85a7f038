// Programs from the operating system. As root on Debian (or Ubuntu) we install what is missing and say so; everywhere else we name the
// one command that does it and stop. macOS is written for from its documentation and was not run here.
import { existsSync, readFileSync } from 'node:fs';
import { command, lastLines } from './command.mjs';
import { Problem, step } from './step.mjs';

export function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && isDebian();
}

/** @param {readonly string[]} packages Debian packages @param {string} why ends the sentence "Installing X, …" */
export async function install(packages, why) {
  await step(`Installing ${packages.join(', ')} with apt-get (${why})`, async () => {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const get = (...args) => command('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], { env });
    const wanted = ['install', '-y', '--no-install-recommends', ...packages];
    let result = await get(...wanted);
    if (result.code !== 0) {
      // A fresh machine has no package lists yet, or stale ones.
      await get('update');
      result = await get(...wanted);
    }
    if (result.code !== 0) {
      throw new Problem(`apt-get could not install ${packages.join(', ')}:\n${lastLines(result.output)}`);
    }
  });
}

/** The one command for a person to run where we may not: by the package manager that this machine is known by. */
export function commandFor({ debian, mac, other }) {
  if (process.platform === 'darwin') {
    return mac;
  }
  return isDebian() ? `sudo apt-get install -y ${debian.join(' ')}` : other;
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}
