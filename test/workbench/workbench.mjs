// One running VS Code workbench: code-server on a loopback port with a profile of its own. `npm start` opens one for a person, every
// end-to-end test one for itself. Stopping it is bounded and leaves nothing behind: what does not end when asked is killed and named.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { codeServerEntry } from './codeServer.mjs';
import { outsideEnvironment } from './outsideEnvironment.mjs';
import { places } from './places.mjs';
import { kill, marked, markName, newMark, orphans } from './processTree.mjs';

const startLimitMs = 60_000;
/** The extension host has five seconds for `deactivate`; a little more for what comes after. */
const stopLimitMs = 8_000;

/** What makes a workbench quiet: nothing opens, calls home or suggests by itself. */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'git.openRepositoryInParentFolders': 'never',
  'update.showReleaseNotes': false,
  'remote.autoForwardPorts': false,
};

/**
 * @param {object} options
 * @param {string} options.profile a folder of this workbench alone: user data, extensions, log
 * @param {Record<string, unknown>} [options.settings] on top of the quiet ones; left out, the profile keeps what it has
 * @param {readonly string[]} [options.extraExtensions] folders of unpacked extensions for this profile
 * @param {'given' | 'asked'} [options.trust] whether every folder is trusted or people are asked
 * @param {Record<string, string>} [options.env] on top of the person's own
 * @param {number} [options.port] left out, any that is free
 */
export async function startWorkbench({ profile, settings, extraExtensions = [], trust = 'given', env = {}, port = 0 }) {
  const user = path.join(profile, 'user');
  const extensions = path.join(profile, 'extensions');
  const settingsFile = path.join(user, 'User', 'settings.json');
  const machineFile = path.join(user, 'Machine', 'settings.json');
  const logFile = path.join(profile, 'code-server.log');
  // What a killed predecessor left may hold the files of this profile.
  kill(orphans());
  const writeSettings = async (all) => {
    await writeFile(settingsFile, JSON.stringify({ ...quietSettings, ...all }, null, 2));
    await writeFile(machineFile, JSON.stringify(machineScoped(all ?? {}), null, 2));
  };
  await mkdir(path.dirname(settingsFile), { recursive: true });
  await mkdir(path.dirname(machineFile), { recursive: true });
  await rm(extensions, { recursive: true, force: true });
  await cp(places.extensions, extensions, { recursive: true });
  await Promise.all(extraExtensions.map((folder) => addExtension(extensions, folder)));
  if (settings !== undefined || !existsSync(settingsFile)) {
    await writeSettings(settings);
  }
  const mark = newMark();
  const child = spawn(
    process.execPath,
    [
      codeServerEntry,
      ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--config', path.join(profile, 'config.yaml')],
      ...['--extensions-dir', extensions, '--user-data-dir', user],
      ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--ignore-last-opened'],
      ...(trust === 'given' ? ['--disable-workspace-trust'] : []),
    ],
    // A group of its own: a Ctrl-C in the terminal reaches us alone, and we end it in order.
    { cwd: profile, env: { ...outsideEnvironment(process.env), ...env, [markName]: mark }, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    child.kill('SIGTERM');
    return endAll(mark);
  };
  try {
    const url = await addressOf(child, logFile);
    return {
      url,
      /** The address at which a folder is open. */
      urlOf: (folder) => `${url}?folder=${encodeURIComponent(folder)}`,
      profile,
      user,
      writeSettings,
      /** Who is alive in it: code-server, extension hosts, agents. */
      processes: () => marked(mark),
      /** Resolves when code-server is gone, by itself or by `stop`. */
      exited,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What code-server prints goes into a log file, and its first lines tell the port that it was given. */
function addressOf(child, logFile) {
  const log = createWriteStream(logFile, { flags: 'a' });
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (what) => reject(new Error(`${what}; its log is ${logFile}\n${text}`));
    const timer = setTimeout(() => fail(`code-server was not up within ${startLimitMs / 1000} s`), startLimitMs);
    const read = (chunk) => {
      log.write(chunk);
      text = (text + String(chunk)).slice(-10_000);
      const address = /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+\/)/.exec(text)?.[1];
      if (address !== undefined) {
        clearTimeout(timer);
        resolve(address);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(`code-server could not be started (${error.message})`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`code-server ended at once (${signal ?? code})`);
    });
    child.once('close', () => log.end());
  });
}

/**
 * Waits for everybody to end and kills who does not. There is no event for the end of another's child, so this looks.
 * @returns {Promise<import('./processTree.mjs').Process[]>} those that had to be killed
 */
async function endAll(mark) {
  const deadline = performance.now() + stopLimitMs;
  let alive = marked(mark);
  while (alive.length > 0 && performance.now() < deadline) {
    await delay(50);
    alive = marked(mark);
  }
  const stubborn = alive.filter((process) => !isSpareHost(process));
  // Twice over: one that was killed may have started another in between.
  for (let round = 0; alive.length > 0 && round < 20; round++) {
    kill(alive);
    await delay(50);
    alive = marked(mark);
  }
  return stubborn;
}

/**
 * An extension host that VS Code has started for a window that went before it came to that: it waits for it for a minute, and ends. Nothing
 * of Holdfast is in it, which would have its log open.
 */
function isSpareHost({ pid, command }) {
  try {
    const files = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    return command.includes('--type=extensionHost') && !files.some((file) => file.includes('holdfast-agents.holdfast'));
  } catch {
    // It went away meanwhile, or this system does not tell.
    return false;
  }
}

/** A browser's window is a remote one: what is the machine's own is read from the machine's settings, not from the person's. */
function machineScoped(settings) {
  const { contributes } = JSON.parse(readFileSync(path.join(places.clone, 'package.json'), 'utf8'));
  const properties = Object.assign({}, ...[contributes?.configuration ?? []].flat().map((group) => group.properties));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => properties[name]?.scope?.startsWith('machine') === true));
}

/** An unpacked extension is installed by being copied in and listed. */
async function addExtension(extensions, folder) {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const place = `${publisher}.${name}-${version}`;
  await cp(folder, path.join(extensions, place), { recursive: true });
  const listFile = path.join(extensions, 'extensions.json');
  const list = existsSync(listFile) ? JSON.parse(await readFile(listFile, 'utf8')) : [];
  list.push({
    identifier: { id: `${publisher}.${name}` },
    version,
    location: { $mid: 1, path: path.join(extensions, place), scheme: 'file' },
    relativeLocation: place,
  });
  await writeFile(listFile, JSON.stringify(list));
}
