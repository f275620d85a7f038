/**
 * What a client asks of an agent: the handshake, sessions and prompts. The shapes are the protocol's; what real agents leave out is
 * filled in by the readers, `null` is read as absent, and a result that is no object at all is read as an empty one where that will do.
 */
import type { ClientCapabilities, Implementation, McpServer } from '@agentclientprotocol/sdk';
import { readContentBlock } from './acpContent';
import type { ContentBlock } from './acpContent';
import { readConfigOptions, readModes } from './acpSettings';
import type { ConfigOption, SessionModes } from './acpSettings';
import { completeList, count, flag, list, named, number, object, objectOrNothing, record, strict, text, withDefault } from './read';
import type { Meta, Open, Reader, WithMeta } from './read';

export interface InitializeParams extends WithMeta {
  readonly protocolVersion: number;
  readonly clientCapabilities: ClientCapabilities;
  readonly clientInfo?: Implementation;
}

export interface InitializeResult extends WithMeta {
  readonly protocolVersion: number;
  readonly agentCapabilities: AgentCapabilities;
  readonly agentInfo?: Implementation;
  readonly authMethods: readonly AuthMethod[];
}

export interface AgentCapabilities extends WithMeta {
  readonly loadSession?: boolean;
  readonly promptCapabilities?: PromptCapabilities;
  readonly mcpCapabilities?: McpCapabilities;
  readonly sessionCapabilities?: SessionCapabilities;
  readonly auth?: AuthCapabilities;
}

export interface PromptCapabilities extends WithMeta {
  readonly image?: boolean;
  readonly audio?: boolean;
  readonly embeddedContext?: boolean;
}

export interface McpCapabilities extends WithMeta {
  readonly http?: boolean;
  readonly sse?: boolean;
}

export interface AuthCapabilities extends WithMeta {
  readonly logout?: Marker;
}

export interface SessionCapabilities extends WithMeta {
  readonly list?: Marker;
  readonly delete?: Marker;
  readonly additionalDirectories?: Marker;
  readonly resume?: Marker;
  readonly close?: Marker;
}

/** A capability that is there or is not: compare with undefined. */
export type Marker = Meta;

export interface AuthMethod extends WithMeta {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  /** Absent or `agent`: the agent does it when it is asked. `terminal`: run the agent's own command with `args` and `env` in a terminal. */
  readonly type?: Open<'agent' | 'terminal' | 'env_var'>;
  readonly args?: readonly string[];
  readonly env?: Meta;
}

export interface NewSessionParams extends WithMeta {
  readonly cwd: string;
  readonly mcpServers: readonly McpServer[];
  readonly additionalDirectories?: readonly string[];
}

export interface OpenSessionParams extends NewSessionParams {
  readonly sessionId: string;
}

export interface OpenSessionResult extends WithMeta {
  readonly modes?: SessionModes;
  readonly configOptions?: readonly ConfigOption[];
}

export interface NewSessionResult extends OpenSessionResult {
  readonly sessionId: string;
}

export interface ListSessionsParams extends WithMeta {
  readonly cwd?: string;
  readonly cursor?: string;
}

export interface ListSessionsResult extends WithMeta {
  readonly sessions: readonly ListedSession[];
  readonly nextCursor?: string;
}

export interface ListedSession extends WithMeta {
  readonly sessionId: string;
  readonly cwd?: string;
  readonly title?: string;
  readonly updatedAt?: string;
  readonly additionalDirectories?: readonly string[];
}

/** The parameters of what concerns a session and nothing else. */
export interface SessionParams extends WithMeta {
  readonly sessionId: string;
}

export interface PromptParams extends WithMeta {
  readonly sessionId: string;
  readonly prompt: readonly ContentBlock[];
}

export interface PromptResult extends WithMeta {
  /** `unknown` when the agent gave no reason. */
  readonly stopReason: StopReason;
  readonly usage?: PromptUsage;
}

export type StopReason = Open<'end_turn' | 'max_tokens' | 'max_turn_requests' | 'refusal' | 'cancelled' | 'unknown'>;

export interface PromptUsage extends WithMeta {
  readonly totalTokens?: number;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly thoughtTokens?: number;
  readonly cachedReadTokens?: number;
  readonly cachedWriteTokens?: number;
}

export type EmptyResult = WithMeta;

const implementation: Reader<Implementation> = record<Implementation>({ name: text, version: withDefault(text, '') }, { title: text });

/** Some agents send `true` where the protocol wants `{}`. */
const marker: Reader<Marker> = (raw, where) => (raw === true ? {} : object(raw, where));

const sessionCapabilities = record<SessionCapabilities>(
  {},
  { list: marker, delete: marker, additionalDirectories: marker, resume: marker, close: marker },
);

const agentCapabilities = record<AgentCapabilities>(
  {},
  {
    loadSession: flag,
    promptCapabilities: record<PromptCapabilities>({}, { image: flag, audio: flag, embeddedContext: flag }),
    mcpCapabilities: record<McpCapabilities>({}, { http: flag, sse: flag }),
    sessionCapabilities,
    auth: record<AuthCapabilities>({}, { logout: marker }),
  },
);

const authMethod = named(
  'id',
  record<AuthMethod>({ id: text, name: text }, { description: text, type: text, args: completeList(text), env: object }),
);

/** As far as anyone here looks at it: our own agent starts no servers, and a client only sends them. */
const mcpServers = completeList(record<{ name: string }>({ name: text }, {}) as Reader<McpServer>);

const directories = strict(completeList(text));

const settings = { modes: readModes, configOptions: readConfigOptions };

export const readInitializeParams = record<InitializeParams>(
  { protocolVersion: number, clientCapabilities: withDefault<ClientCapabilities>(object, {}) },
  { clientInfo: implementation },
);

export const readInitializeResult = record<InitializeResult>(
  {
    protocolVersion: number,
    agentCapabilities: withDefault<AgentCapabilities>(agentCapabilities, {}),
    authMethods: withDefault(list(authMethod), []),
  },
  { agentInfo: implementation },
);

export const readNewSessionParams = record<NewSessionParams>({ cwd: text, mcpServers }, { additionalDirectories: directories });

export const readOpenSessionParams = record<OpenSessionParams>(
  { sessionId: text, cwd: text, mcpServers },
  { additionalDirectories: directories },
);

export const readNewSessionResult = record<NewSessionResult>({ sessionId: text }, settings);

/** Agents answer `null` here. */
export const readOpenSessionResult = objectOrNothing(record<OpenSessionResult>({}, settings));

export const readListSessionsParams = objectOrNothing(record<ListSessionsParams>({}, { cwd: text, cursor: text }));

export const readListSessionsResult = record<ListSessionsResult>(
  {
    sessions: list(
      record<ListedSession>({ sessionId: text }, { cwd: text, title: text, updatedAt: text, additionalDirectories: list(text) }),
    ),
  },
  { nextCursor: text },
);

export const readSessionParams = record<SessionParams>({ sessionId: text }, {});

export const readPromptParams = record<PromptParams>({ sessionId: text, prompt: list(readContentBlock) }, {});

export const readPromptResult = objectOrNothing(
  record<PromptResult>(
    { stopReason: withDefault<StopReason>(text, 'unknown') },
    {
      usage: record<PromptUsage>(
        {},
        {
          totalTokens: count,
          inputTokens: count,
          outputTokens: count,
          thoughtTokens: count,
          cachedReadTokens: count,
          cachedWriteTokens: count,
        },
      ),
    },
  ),
);

export const readEmptyResult = objectOrNothing(record<EmptyResult>({}, {}));
