/**
 * One line in, its JSON-RPC messages out. A line is normally one message; agents that print to the same stream glue text in front of
 * one, or two of them together, and then what can be told apart is. Everything else is junk with a reason. It knows one thing of
 * ACP: how a request is cancelled, which vscode-jsonrpc calls by another name.
 */
import type { Message } from 'vscode-jsonrpc/node';
import { isNestedDeeper } from './nesting';

export interface MessageLine {
  readonly messages: readonly ParsedMessage[];
  /** Why something on the line was skipped. */
  readonly junk?: string;
}

export interface ParsedMessage {
  readonly message: Message;
  /** As it stood on the wire. */
  readonly text: string;
  readonly kind: 'notification' | 'cancellation' | 'request' | 'answer';
}

const internalError = -32603;

/** How often the search for a message in a broken line starts anew: a line made to be slow stays cheap. */
const maxAttempts = 8;

/** Nobody means it, and writing JSON overflows the stack at some thousands. */
const depthLimit = 500;

export function readMessageLine(line: string): MessageLine {
  const value = parse(line);
  if (value !== undefined) {
    return classify([{ value, text: line }]);
  }
  const pieces = piecesOf(line);
  const why = isNestedDeeper(line, depthLimit) ? 'it is nested too deeply' : 'it is not JSON';
  return pieces.length === 0 ? { messages: [], junk: why } : { junk: 'it is not one JSON text', ...classify(pieces) };
}

interface Piece {
  readonly value: unknown;
  readonly text: string;
}

function classify(pieces: readonly Piece[]): MessageLine {
  const messages: ParsedMessage[] = [];
  let junk: string | undefined;
  for (const { value, text } of pieces) {
    const message = messageOf(value);
    if (typeof message === 'string') {
      junk = message;
    } else {
      messages.push({ message, text, kind: kindOf(message) });
    }
  }
  return junk === undefined ? { messages } : { messages, junk };
}

function kindOf(message: Message): ParsedMessage['kind'] {
  if (!('method' in message)) {
    return 'answer';
  }
  if (message.method === '$/cancelRequest') {
    return 'cancellation';
  }
  return 'id' in message ? 'request' : 'notification';
}

/** The message as vscode-jsonrpc wants it, or why there is none. */
function messageOf(value: unknown): Message | string {
  if (Array.isArray(value)) {
    return 'the protocol has no batches';
  }
  if (!isObject(value) || value.jsonrpc !== '2.0') {
    return 'it is not JSON-RPC 2.0';
  }
  const { id, method } = value;
  if (id !== undefined && typeof id !== 'string' && !Number.isSafeInteger(id)) {
    return id === null ? 'its id is null' : 'its id is neither a string nor a whole number';
  }
  if (typeof method === 'string') {
    return method === '$/cancel_request' || method === '$/cancelRequest' ? cancellationOf(value) : (value as unknown as Message);
  }
  if (method !== undefined || id === undefined) {
    return 'it is neither a request nor an answer';
  }
  return answerOf(value);
}

/** An answer that vscode-jsonrpc cannot trip over. A result that JSON left out because it was undefined is an answer all the same. */
function answerOf({ id, result, error }: Readonly<Record<string, unknown>>): Message {
  if (error === undefined || error === null) {
    return { jsonrpc: '2.0', id, result: result ?? null } as Message;
  }
  const { code, message, data } = isObject(error) ? error : { message: error };
  const text = typeof message === 'string' ? message : (JSON.stringify(message) ?? 'No message was given.');
  return { jsonrpc: '2.0', id, error: { code: Number.isSafeInteger(code) ? code : internalError, message: text, data } } as Message;
}

function cancellationOf(value: Readonly<Record<string, unknown>>): Message | string {
  const params = isObject(value.params) ? value.params : {};
  const id = params.requestId ?? params.id;
  if (typeof id !== 'string' && typeof id !== 'number') {
    return 'it cancels nothing';
  }
  return { jsonrpc: '2.0', method: '$/cancelRequest', params: { id } } as Message;
}

/** The JSON objects on a line that begin as a message does. */
function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  const beginning = /\{\s*"jsonrpc"/g;
  for (let attempts = 0; attempts < maxAttempts; ) {
    const start = beginning.exec(line)?.index;
    if (start === undefined) {
      break;
    }
    const text = line.slice(start, endOfObject(line, start));
    const value = parse(text);
    if (value === undefined) {
      attempts += 1;
    } else {
      pieces.push({ value, text });
      beginning.lastIndex = start + text.length;
    }
  }
  return pieces;
}

/** Where the object that starts at `start` closes, or the end of the line. */
function endOfObject(line: string, start: number): number {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < line.length; at += 1) {
    const character = line[at];
    if (isInString) {
      if (character === '\\') {
        at += 1;
      } else if (character === '"') {
        isInString = false;
      }
    } else if (character === '"') {
      isInString = true;
    } else if (character === '{') {
      depth += 1;
    } else if (character === '}') {
      depth -= 1;
      if (depth === 0) {
        return at + 1;
      }
    }
  }
  return line.length;
}

/** Undefined for what is not JSON, or nested too deeply: no JSON text has that value. */
function parse(text: string): unknown {
  if (isNestedDeeper(text, depthLimit)) {
    return undefined;
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
