/**
 * What people wrote into their settings, checked. A value of the wrong type falls back to its default, with one line in the log for each
 * key and value; a negative number means off where 0 does. Nothing is kept here: every use reads, so that a change reaches
 * running work.
 */
import { settingDefaults, settingsSection } from './ids';
import type { SettingKey, SettingValues } from './ids';
import type { Settings } from '../port';

/** The host ends the process after 5 s; what we take of that leaves room for our last lines to be written. */
const longestShutdownSeconds = 4.5;

export class SettingsReader {
  /** Wrong values that were reported already, by key: the same one is not reported again, another one is. */
  readonly #reported = new Map<SettingKey, string>();

  constructor(
    private readonly readRaw: (key: SettingKey) => unknown,
    private readonly warn: (message: string) => void,
  ) {}

  read<K extends SettingKey>(key: K): SettingValues[K] {
    const raw = this.readRaw(key);
    if (raw === undefined) {
      return settingDefaults[key];
    }
    const read = readers[key](raw);
    if ('value' in read) {
      this.#reported.delete(key);
      return read.value;
    }
    const shown = show(raw);
    if (this.#reported.get(key) !== shown) {
      this.#reported.set(key, shown);
      const fallback = JSON.stringify(settingDefaults[key]);
      this.warn(`The setting ${settingsSection}.${key} should be ${read.expected}, but is ${shown}. Using ${fallback}.`);
    }
    return settingDefaults[key];
  }

  /** The ones that the core reads, in its units. Each is read when it is asked for: every message of a stream asks for one of them. */
  readAll(): Settings {
    const read = <K extends SettingKey>(key: K): SettingValues[K] => this.read(key);
    return {
      get agents() {
        return read('agents');
      },
      get defaultAgent() {
        return read('defaultAgent');
      },
      get connectTimeoutMs() {
        return read('connect.timeoutSeconds') * 1000;
      },
      get stopGraceMs() {
        return read('stop.graceSeconds') * 1000;
      },
      get stopForceMs() {
        return read('stop.forceSeconds') * 1000;
      },
      get idleMs() {
        return read('stream.idleTimeoutSeconds') * 1000;
      },
      get toolIdleMs() {
        return read('stream.toolIdleTimeoutSeconds') * 1000;
      },
      get quietMs() {
        return read('stream.quietSeconds') * 1000;
      },
      get retryWhenSilent() {
        return read('stream.retryWhenSilent');
      },
      get turnNoticeMs() {
        return read('stream.turnNoticeMinutes') * 60_000;
      },
      get idleReleaseMs() {
        return read('sessions.idleReleaseMinutes') * 60_000;
      },
      get retentionMs() {
        return read('storage.retentionDays') * 86_400_000;
      },
      get maxConcurrentTurns() {
        return read('sessions.maxConcurrentTurns');
      },
      get background() {
        return {
          idleMs: read('background.idleTimeoutSeconds') * 1000,
          warnMs: read('background.idleWarningSeconds') * 1000,
          maxConcurrent: read('background.maxConcurrent'),
        };
      },
      get board() {
        return {
          dispatch: read('board.dispatch'),
          maxConcurrent: read('board.maxConcurrent'),
          claimTtlMs: read('board.claimTtlSeconds') * 1000,
          heartbeatMs: read('board.heartbeatSeconds') * 1000,
          heartbeatStaleMs: read('board.heartbeatStaleSeconds') * 1000,
          failureLimit: read('board.failureLimit'),
          blockCycleThreshold: read('board.blockCycleThreshold'),
          blockCycleWindowMs: read('board.blockCycleWindowHours') * 3_600_000,
        };
      },
      get notifications() {
        return { level: read('notifications.level'), minIntervalMs: read('notifications.minIntervalSeconds') * 1000 };
      },
      get resume() {
        return {
          mode: read('resume.mode'),
          freshnessMs: read('resume.freshnessSeconds') * 1000,
          maxAttempts: read('resume.maxAttempts'),
          bootGuardCount: read('resume.bootGuardCount'),
          bootGuardWindowMs: read('resume.bootGuardWindowSeconds') * 1000,
        };
      },
      get operationTimeoutMs() {
        return read('shutdown.operationTimeoutSeconds') * 1000;
      },
      get shutdownTotalMs() {
        return Math.min(read('shutdown.totalSeconds'), longestShutdownSeconds) * 1000;
      },
      get trace() {
        return read('trace.server');
      },
      get sendKey() {
        return read('chat.sendKey');
      },
    };
  }
}

type Read<T> = { readonly value: T } | { readonly expected: string };

const readers: { readonly [K in SettingKey]: (raw: unknown) => Read<SettingValues[K]> } = {
  agents: (raw) => (isRecord(raw) ? { value: raw } : { expected: 'an object of agents by name' }),
  defaultAgent: (raw) => (typeof raw === 'string' && raw.trim() !== '' ? { value: raw.trim() } : { expected: 'the name of an agent' }),
  'connect.timeoutSeconds': zeroIsOff,
  'stream.idleTimeoutSeconds': zeroIsOff,
  'stream.toolIdleTimeoutSeconds': zeroIsOff,
  'stream.quietSeconds': zeroIsOff,
  'stream.retryWhenSilent': yesOrNo,
  'stream.turnNoticeMinutes': zeroIsOff,
  'sessions.maxConcurrentTurns': zeroIsOff,
  'sessions.idleReleaseMinutes': zeroIsOff,
  'storage.retentionDays': zeroIsOff,
  'background.maxConcurrent': zeroIsOff,
  'background.idleWarningSeconds': zeroIsOff,
  'background.idleTimeoutSeconds': zeroIsOff,
  'board.dispatch': oneOf('manual', 'auto'),
  'board.maxConcurrent': zeroIsOff,
  'board.claimTtlSeconds': positive,
  'board.heartbeatSeconds': positive,
  'board.heartbeatStaleSeconds': zeroIsOff,
  'board.failureLimit': positive,
  'board.blockCycleThreshold': zeroIsOff,
  'board.blockCycleWindowHours': positive,
  'notifications.level': oneOf('all', 'result', 'error', 'off'),
  'notifications.minIntervalSeconds': zeroIsOff,
  'stop.graceSeconds': notNegative,
  'stop.forceSeconds': zeroIsOff,
  'resume.mode': oneOf('ask', 'auto', 'never'),
  'resume.freshnessSeconds': zeroIsOff,
  'resume.maxAttempts': notNegative,
  'resume.bootGuardCount': zeroIsOff,
  'resume.bootGuardWindowSeconds': zeroIsOff,
  'shutdown.operationTimeoutSeconds': zeroIsOff,
  'shutdown.totalSeconds': notNegative,
  'chat.sendKey': oneOf('enter', 'ctrlEnter'),
  'statusBar.enabled': yesOrNo,
  'trace.server': oneOf('off', 'messages', 'verbose'),
};

function zeroIsOff(raw: unknown): Read<number> {
  return isNumber(raw) ? { value: Math.max(0, raw) } : { expected: 'a number' };
}

function notNegative(raw: unknown): Read<number> {
  return isNumber(raw) && raw >= 0 ? { value: raw } : { expected: 'a number that is not negative' };
}

function positive(raw: unknown): Read<number> {
  return isNumber(raw) && raw > 0 ? { value: raw } : { expected: 'a number above 0' };
}

function yesOrNo(raw: unknown): Read<boolean> {
  return typeof raw === 'boolean' ? { value: raw } : { expected: 'true or false' };
}

function oneOf<const T extends string>(...choices: readonly T[]): (raw: unknown) => Read<T> {
  const expected = choices.map((choice) => `"${choice}"`).join(' or ');
  return (raw) => {
    const value = choices.find((choice) => choice === raw);
    return value === undefined ? { expected } : { value };
  };
}

function isNumber(raw: unknown): raw is number {
  return typeof raw === 'number' && Number.isFinite(raw);
}

function isRecord(raw: unknown): raw is Readonly<Record<string, unknown>> {
  return typeof raw === 'object' && raw !== null && !Array.isArray(raw);
}

/** Settings can hold secrets, in an agent's environment: of what is structured, only the type is said. */
function show(raw: unknown): string {
  if (Array.isArray(raw)) {
    return 'a list';
  }
  return typeof raw === 'object' && raw !== null ? 'an object' : (JSON.stringify(raw) ?? typeof raw).slice(0, 80);
}
