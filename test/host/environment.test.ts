import { describe, expect, test } from 'vitest';
import { childEnvironment } from '../../src/host/environment';

const host = {
  PATH: '/usr/bin',
  HOME: '/home/ada',
  LANG: undefined,
  NODE_OPTIONS: '--inspect',
  NODE_ENV: 'development',
  ELECTRON_RUN_AS_NODE: '1',
  ELECTRON_NO_ATTACH_CONSOLE: '1',
  VSCODE_PID: '42',
  VSCODE_IPC_HOOK_CLI: '/tmp/hook',
  CODE_SERVER_SESSION_SOCKET: '/tmp/socket',
  npm_config_registry: 'https://somewhere',
  npm_lifecycle_event: 'start',
  VSCODIUM: 'kept',
};

describe('what a child inherits', () => {
  test.each(['agent', 'terminal'] as const)('an %s sees nothing of the extension host', (kind) => {
    expect(childEnvironment({ kind, inherited: host, mark: 'w1' })).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/ada',
      NODE_ENV: 'development',
      VSCODIUM: 'kept',
      HOLDFAST_MARK: 'w1',
    });
  });

  test('an agent sees what people tell npm themselves, such as where packages are', () => {
    const person = { NPM_CONFIG_REGISTRY: 'https://packages.example', NPM_TOKEN: 'secret' };
    expect(childEnvironment({ kind: 'agent', inherited: { ...host, ...person }, mark: 'w1' })).toMatchObject(person);
  });

  test('what we start with our own executable runs as Node, without the host\'s options', () => {
    expect(childEnvironment({ kind: 'own', inherited: host, mark: 'w1' })).toEqual({
      PATH: '/usr/bin',
      HOME: '/home/ada',
      NODE_ENV: 'development',
      VSCODIUM: 'kept',
      HOLDFAST_MARK: 'w1',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });

  test('what the settings add is passed on as it is, but the mark stays ours', () => {
    const added = { NODE_OPTIONS: '--max-old-space-size=8192', PATH: '/opt/bin', HOLDFAST_MARK: 'forged' };
    expect(childEnvironment({ kind: 'agent', inherited: host, added, mark: 'w1' })).toMatchObject({
      NODE_OPTIONS: '--max-old-space-size=8192',
      PATH: '/opt/bin',
      HOLDFAST_MARK: 'w1',
    });
  });
});
