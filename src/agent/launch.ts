/**
 * Starts an agent's process and gives it its peer: newline-delimited JSON for a command, the language client for the built-in agent. It
 * asks nobody's leave: trust and closing are checked by the caller, who also owns what was started from the moment `onChild` is called.
 */
import { join } from 'node:path';
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import { within } from '../base/within';
import type { ChildProcess } from '../host/childProcess';
import { spawnChild } from '../host/spawnChild';
import type { SpawnRequest } from '../host/spawnChild';
import type { Spawning } from '../host/spawning';
import type { Editor } from '../port';
import { AgentFailureError } from '../session/failure';
import { initialize } from '../wire/acp';
import { ndjsonPeer } from '../wire/ndjson';
import type { Peer } from '../wire/peer';
import type { AgentSpec, CommandLaunch } from './agentSpec';
import type { Launched, LaunchedChild } from './launched';
import { presentable } from './redact';
import { sampleStdout } from './stdoutSample';
import { trafficTrace } from './trafficTrace';

export interface LaunchPorts extends Spawning {
  readonly clock: Clock;
  readonly editor: Pick<Editor, 'log' | 'traffic' | 'settings' | 'extensionPath' | 'languagePeer'>;
  /** Where the built-in agent keeps its own sessions. */
  readonly builtinStatePath: string;
}

export interface LaunchRequest {
  readonly spec: AgentSpec;
  readonly cwd: string;
  readonly onChild: (child: LaunchedChild) => void;
}

export type Launch = (request: LaunchRequest, signal: AbortSignal) => Promise<Launched>;

export function launcher(ports: LaunchPorts): Launch {
  return async ({ spec, cwd, onChild }, signal) => {
    const { launch } = spec;
    const log = ports.editor.log;
    const common = {
      mark: ports.mark,
      ledger: ports.ledger,
      onStderr: (line: string) => log.info(`${spec.id} stderr: ${presentable(line)}`),
    };
    const child = await start(
      launch.kind === 'command'
        ? { ...common, ...commandRequest(launch, cwd), inherited: await untilAborted(ports.loginEnvironment(), signal) }
        : { ...common, ...builtinRequest(ports, cwd), inherited: process.env },
      signal,
    );
    log.info(`${spec.id}: started as process ${child.pid}.`);
    onChild(child);
    const trace = trafficTrace(spec.id, ports.editor.traffic, ports.editor.settings);
    const heard = new Emitter<string | undefined>();
    if (launch.kind === 'command') {
      const junk = sampleStdout(child.stdout);
      let flow: 'paused' | 'flowing' = 'flowing';
      const peer = ndjsonPeer({
        input: child.stdout,
        output: child.stdin,
        onBytes: () => heard.fire(undefined),
        onFlow: (state) => (flow = state),
        log: {
          warn: (text) => log.warn(`${spec.id}: ${presentable(text)}`),
          debug: (text) => log.debug(`${spec.id}: ${presentable(text)}`),
          trace: () => undefined,
        },
        get onMessage() {
          return trace.enabled() ? trace.message : undefined;
        },
      });
      return {
        child,
        peer,
        junk,
        onHeard: heard.event,
        get isReadingPaused() {
          return flow === 'paused';
        },
      };
    }
    const onHeard = (agentSessionId: string): void => heard.fire(agentSessionId);
    const connecting = ports.editor.languagePeer({ input: child.stdout, output: child.stdin }, { trace, onHeard });
    const peer = await whileItRuns(connecting, child, ports, signal);
    return { child, peer, junk: () => undefined, onHeard: heard.event, isReadingPaused: false };
  };
}

function commandRequest(
  { command, args, env, cwd: own }: CommandLaunch,
  cwd: string,
): Pick<SpawnRequest, 'kind' | 'command' | 'args' | 'added' | 'cwd'> {
  return { kind: 'agent', command, args, added: env, cwd: own ?? cwd };
}

function builtinRequest(
  { editor, builtinStatePath }: LaunchPorts,
  cwd: string,
): Pick<SpawnRequest, 'kind' | 'command' | 'args' | 'added' | 'cwd'> {
  return {
    kind: 'own',
    command: process.execPath,
    args: [join(editor.extensionPath, 'dist', 'server.js'), '--stdio'],
    added: { HOLDFAST_BUILTIN_STATE: builtinStatePath },
    cwd,
  };
}

async function start(request: SpawnRequest, signal: AbortSignal): Promise<ChildProcess> {
  signal.throwIfAborted();
  const outcome = await spawnChild(request);
  if (outcome.kind !== 'started') {
    throw new AgentFailureError(outcome);
  }
  if (signal.aborted) {
    outcome.child.killNow();
    throw signal.reason;
  }
  return outcome.child;
}

/** The language client does not notice when the process behind its streams has ended, and it waits for ever for one that is silent. */
async function whileItRuns(
  connecting: Promise<Peer>,
  child: ChildProcess,
  { clock, editor }: LaunchPorts,
  signal: AbortSignal,
): Promise<Peer> {
  let isWanted = true;
  // A peer that comes too late is closed, a late refusal consumed.
  connecting.then(
    (peer) => isWanted || peer.close(),
    () => undefined,
  );
  const ended = child.exited.then(({ stderrTail, ...exit }) => {
    throw new AgentFailureError({ kind: 'exited', exit, stderr: stderrTail.map(presentable) });
  });
  const limitMs = editor.settings().connectTimeoutMs;
  try {
    const first = Promise.race([connecting, ended]);
    if (limitMs > 0 && (await untilAborted(within(clock, limitMs, first), signal)) === 'late') {
      throw new AgentFailureError({
        kind: 'noAnswer',
        method: initialize.name,
        afterMs: limitMs,
        stderr: child.stderrTail.map(presentable),
      });
    }
    return await untilAborted(first, signal);
  } catch (error) {
    isWanted = false;
    child.killNow();
    if (error instanceof AgentFailureError || signal.aborted) {
      throw error;
    }
    throw new AgentFailureError({ kind: 'internal', reason: error instanceof Error ? error.message : String(error) });
  } finally {
    // From now on its end is told by the peer.
    ended.catch(() => undefined);
  }
}
