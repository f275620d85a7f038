/**
 * What it means that an agent refused to go on with a session: that it no longer has it, or that it has it and something else is wrong, so
 * that nothing of it may be given up. Agents say both with the same codes, so where a code does not tell, the agent's own list of its
 * sessions does. Where there is none, a refusal is taken for the former, as it always had to be, and said.
 */
import { AgentFailureError } from '../session/failure';
import type { AgentFailure } from '../session/failure';
import { errorCode, sessionList } from '../wire/acp';
import type { ListSessionsResult } from '../wire/acpSession';
import type { AgentProcess } from './agentProcess';

export type Refusal = Extract<AgentFailure, { readonly kind: 'rpc' }>;

export interface RefusedSession {
  readonly agentSessionId: string;
  readonly cwd: string;
  readonly bounds: Parameters<AgentProcess['request']>[2];
}

/** Rejects as any request does, where the agent goes away meanwhile. */
export async function isSessionLost(process: Pick<AgentProcess, 'hello' | 'request'>, refusal: Refusal, session: RefusedSession): Promise<boolean> {
  const { code, resetsAt } = refusal;
  if (code === errorCode.resourceNotFound || code === errorCode.methodNotFound || code === httpNotFound) {
    return true;
  }
  if (resetsAt !== undefined) {
    return false;
  }
  const listed = process.hello.agentCapabilities.sessionCapabilities?.list ? await isListed(process, session) : 'unsaid';
  // An agent that passes on what its model's server said has not got as far as its own sessions.
  return listed === 'unsaid' ? !isHttpStatus(code) : listed === 'no';
}

async function isListed(process: Pick<AgentProcess, 'request'>, { agentSessionId, cwd, bounds }: RefusedSession): Promise<'yes' | 'no' | 'unsaid'> {
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await listPage(process, { cwd, ...(cursor !== undefined && { cursor }) }, bounds);
    if (!answer) {
      return 'unsaid';
    }
    if (answer.sessions.some(({ sessionId }) => sessionId === agentSessionId)) {
      return 'yes';
    }
    cursor = answer.nextCursor;
    if (cursor === undefined) {
      return 'no';
    }
  }
  return 'unsaid';
}

async function listPage(
  process: Pick<AgentProcess, 'request'>,
  params: { readonly cwd: string; readonly cursor?: string },
  bounds: RefusedSession['bounds'],
): Promise<ListSessionsResult | undefined> {
  try {
    return await process.request(sessionList, params, bounds);
  } catch (error) {
    if (error instanceof AgentFailureError && error.failure.kind === 'rpc') {
      return undefined;
    }
    throw error;
  }
}

function isHttpStatus(code: number): boolean {
  return code >= 400 && code < 600;
}

const httpNotFound = 404;
/** Nobody has been seen to need a second one. */
const mostPages = 50;
