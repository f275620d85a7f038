/**
 * ACP, one constant per method: its name, and how its parameters and its result are read. The shapes stand in `acpSession.ts`,
 * `acpSettings.ts`, `acpUpdate.ts`, `acpContent.ts` and `acpClient.ts`. `$/cancel_request` is missing on purpose: it belongs to the
 * carrier, which turns it into an AbortSignal.
 */
import * as client from './acpClient';
import * as session from './acpSession';
import { readSessionNotification } from './acpUpdate';
import type { NotificationMethod, RequestMethod } from './peer';
import type { Reader } from './read';

/** The version that we ask for, and the only one that we speak. */
export const protocolVersion = 1;

/** The codes of errors that mean something to us. What a code promises and what agents do are two things: never branch on
 * `resourceNotFound` alone. */
export const errorCode = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  requestCancelled: -32800,
  authRequired: -32000,
  resourceNotFound: -32002,
} as const;

// From the client to the agent.

export const initialize = request('initialize', session.readInitializeParams, session.readInitializeResult);
export const sessionNew = request('session/new', session.readNewSessionParams, session.readNewSessionResult);
export const sessionLoad = request('session/load', session.readOpenSessionParams, session.readOpenSessionResult);
export const sessionResume = request('session/resume', session.readOpenSessionParams, session.readOpenSessionResult);
export const sessionList = request('session/list', session.readListSessionsParams, session.readListSessionsResult);
export const sessionDelete = request('session/delete', session.readSessionParams, session.readEmptyResult);
export const sessionClose = request('session/close', session.readSessionParams, session.readEmptyResult);
/** Stays open for the whole turn. */
export const sessionPrompt = request('session/prompt', session.readPromptParams, session.readPromptResult);
export const sessionCancel = notification('session/cancel', session.readSessionParams);

// From the agent to the client.

export const sessionUpdate = notification('session/update', readSessionNotification);
export const requestPermission = request(
  'session/request_permission',
  client.readRequestPermissionParams,
  client.readRequestPermissionResult,
);
export const readTextFile = request('fs/read_text_file', client.readReadTextFileParams, client.readReadTextFileResult);
export const writeTextFile = request('fs/write_text_file', client.readWriteTextFileParams, session.readEmptyResult);
export const terminalCreate = request('terminal/create', client.readCreateTerminalParams, client.readCreateTerminalResult);
export const terminalOutput = request('terminal/output', client.readTerminalParams, client.readTerminalOutputResult);
export const terminalWaitForExit = request('terminal/wait_for_exit', client.readTerminalParams, client.readTerminalExit);
export const terminalKill = request('terminal/kill', client.readTerminalParams, session.readEmptyResult);
export const terminalRelease = request('terminal/release', client.readTerminalParams, session.readEmptyResult);

function request<P, R>(name: string, readParams: Reader<P>, readResult: Reader<R>): RequestMethod<P, R> {
  return { name, readParams: (raw) => readParams(raw, 'params'), readResult: (raw) => readResult(raw, 'result') };
}

function notification<P>(name: string, readParams: Reader<P>): NotificationMethod<P> {
  return { name, readParams: (raw) => readParams(raw, 'params') };
}
