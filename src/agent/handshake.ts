/**
 * The first words with an agent: who we are, which version of the protocol, and what each can do. What was started may be no agent at all,
 * so this is also where something else is told from one, by what it writes instead of an answer.
 */
import type { Clock } from '../base/clock';
import { AgentFailureError } from '../session/failure';
import type { AgentFailure } from '../session/failure';
import { initialize, protocolVersion } from '../wire/acp';
import type { InitializeResult } from '../wire/acpSession';
import type { AgentProcess } from './agentProcess';
import type { Launched } from './launched';
import { presentable } from './redact';

export interface HandshakeOptions {
  readonly clock: Clock;
  /** Ours, as we introduce ourselves. */
  readonly clientVersion: string;
  /** 0: no limit. */
  readonly connectTimeoutMs: number;
}

/** Rejects with `AgentFailureError`, or with the signal's reason. */
export async function shakeHands(
  process: Pick<AgentProcess, 'request'>,
  launched: Launched,
  { clock, clientVersion, connectTimeoutMs }: HandshakeOptions,
  signal: AbortSignal,
): Promise<InitializeResult> {
  const foreign = new AbortController();
  const callOff = whenForeign(clock, launched, launched.junk(), () => foreign.abort());
  try {
    const bounds = { signal: AbortSignal.any([signal, foreign.signal]), limitMs: connectTimeoutMs };
    const hello = await process.request(initialize, introduction(clientVersion), bounds);
    if (hello.protocolVersion !== protocolVersion) {
      throw new AgentFailureError({ kind: 'protocolVersion', wanted: protocolVersion, offered: hello.protocolVersion });
    }
    return hello;
  } catch (error) {
    signal.throwIfAborted();
    if (foreign.signal.aborted) {
      throw new AgentFailureError({ kind: 'notAcp', sample: launched.junk() ?? '', stderr: lastWords(launched) });
    }
    throw error instanceof AgentFailureError ? new AgentFailureError(asFirstWords(error.failure, launched)) : error;
  } finally {
    callOff();
  }
}

/** The end of what it wrote to stderr, without secrets. */
export function lastWords({ child }: Launched): readonly string[] {
  return child.stderrTail.map(presentable).filter((line) => line !== '');
}

function introduction(version: string): ReturnType<typeof initialize.readParams> {
  return {
    protocolVersion,
    clientInfo: { name: 'holdfast', title: 'Holdfast', version },
    clientCapabilities: {
      fs: { readTextFile: true, writeTextFile: true },
      terminal: true,
      session: { configOptions: { boolean: {} }, notices: {}, compaction: {} },
      _meta: { terminal_output: true },
    },
  };
}

/** Looks this often whether only other things than messages have come; a banner alone, with more to follow, is no verdict. */
const foreignPatienceMs = 15_000;

/** Runs when it has written something that is no message, and then nothing for a while: a shell, say, that waits at its prompt. */
function whenForeign(clock: Clock, launched: Launched, seen: string | undefined, run: () => void): () => void {
  let cancel = clock.after(foreignPatienceMs, () => {
    const junk = launched.junk();
    if (junk !== undefined && junk === seen) {
      run();
    } else {
      cancel = whenForeign(clock, launched, junk, run);
    }
  });
  return () => cancel();
}

/** Before the first answer, what was on stdout instead says more than that there was none. */
function asFirstWords(failure: AgentFailure, launched: Launched): AgentFailure {
  const sample = launched.junk();
  const stderr = lastWords(launched);
  switch (failure.kind) {
    case 'noAnswer':
      return sample === undefined ? failure : { kind: 'notAcp', sample, stderr };
    case 'exited':
      return sample !== undefined && failure.exit.code === 0 ? { kind: 'notAcp', sample, stderr } : failure;
    case 'disconnected':
      return { kind: 'notAcp', sample: sample ?? '', stderr };
    default:
      return failure;
  }
}
