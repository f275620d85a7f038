/** What it means that a request came to nothing although the agent is there. Pure. */
import type { AgentFailure } from '../session/failure';
import { errorCode, initialize } from '../wire/acp';
import type { InitializeResult } from '../wire/acpSession';
import { InvalidMessageError, RpcError } from '../wire/peer';
import { rpcFailure } from './rpcText';
import { usageLimitReset } from './usageLimit';

export interface FailedRequest {
  readonly method: string;
  /** As the agent introduced itself. */
  readonly hello: Pick<InitializeResult, 'authMethods'>;
  /** What it wrote last, without secrets. */
  readonly stderr: readonly string[];
  /** Wall milliseconds. */
  readonly now: number;
}

export function requestFailure(error: unknown, { method, hello, stderr, now }: FailedRequest): AgentFailure {
  if (error instanceof RpcError) {
    const resetsAt = usageLimitReset(error, now);
    const failure = { ...rpcFailure(error), ...(resetsAt !== undefined && { resetsAt }) };
    return error.code === errorCode.authRequired
      ? { kind: 'authRequired', message: failure.detail ?? failure.message, methods: hello.authMethods.map(({ id, name }) => ({ id, name })) }
      : failure;
  }
  if (error instanceof InvalidMessageError) {
    return method === initialize.name
      ? { kind: 'notAcp', sample: error.message, stderr }
      : { kind: 'internal', reason: `The agent's answer to ${method} could not be read: ${error.message}` };
  }
  return { kind: 'internal', reason: error instanceof Error ? error.message : String(error) };
}
