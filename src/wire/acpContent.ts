/**
 * What is said and shown: content blocks, and what a tool call carries. A block that we do not know, or whose needed fields are bad,
 * becomes `{ type: 'unknown', raw }`, so that a `switch` over `type` is exhaustive and nothing that an agent said is lost.
 */
import type { Annotations, ToolKind } from '@agentclientprotocol/sdk';
import { anything, count, list, number, object, oneOf, record, tagged, text, withDefault } from './read';
import type { Reader, UnknownMember, WithMeta } from './read';

export type ContentBlock = TextBlock | ImageBlock | AudioBlock | ResourceLinkBlock | ResourceBlock | UnknownBlock;

export interface TextBlock extends WithMeta {
  readonly type: 'text';
  readonly text: string;
  readonly annotations?: Annotations;
}

export interface ImageBlock extends WithMeta {
  readonly type: 'image';
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
  readonly uri?: string;
  readonly annotations?: Annotations;
}

export interface AudioBlock extends WithMeta {
  readonly type: 'audio';
  /** Base64. */
  readonly data: string;
  readonly mimeType: string;
  readonly annotations?: Annotations;
}

export interface ResourceLinkBlock extends WithMeta {
  readonly type: 'resource_link';
  readonly uri: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly mimeType?: string;
  readonly size?: number;
  readonly annotations?: Annotations;
}

export interface ResourceBlock extends WithMeta {
  readonly type: 'resource';
  readonly resource: EmbeddedResource;
  readonly annotations?: Annotations;
}

/** One of `text` and `blob` (base64) is there. */
export interface EmbeddedResource extends WithMeta {
  readonly uri: string;
  readonly text?: string;
  readonly blob?: string;
  readonly mimeType?: string;
}

export type UnknownBlock = UnknownMember<'type'>;

export type ToolCallContent = ToolContent | ToolDiff | ToolTerminal | UnknownBlock;

export interface ToolContent extends WithMeta {
  readonly type: 'content';
  readonly content: ContentBlock;
}

export interface ToolDiff extends WithMeta {
  readonly type: 'diff';
  readonly path: string;
  /** Absent for a new file. */
  readonly oldText?: string;
  readonly newText: string;
}

/** The terminal may be one that the client never created: some agents own theirs and send its state in `_meta`. */
export interface ToolTerminal extends WithMeta {
  readonly type: 'terminal';
  readonly terminalId: string;
}

/** `cancelled` belongs to the next version of the protocol and is accepted already. */
export type ToolCallStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled';

/** What a tool call says of itself. Only the id is certain: what is absent stays as it was, or takes the protocol's default in a call
 * never seen before (`kind` other, `status` pending); `content` and `locations` replace what was there. */
export interface ToolCallFields extends WithMeta {
  readonly toolCallId: string;
  readonly title?: string;
  /** The tool's own name, for programs. */
  readonly name?: string;
  readonly kind?: ToolKind;
  readonly status?: ToolCallStatus;
  readonly content?: readonly ToolCallContent[];
  readonly locations?: readonly ToolCallLocation[];
  readonly rawInput?: unknown;
  readonly rawOutput?: unknown;
}

export interface ToolCallLocation extends WithMeta {
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
}

const annotations: Reader<Annotations> = object;

export const readContentBlock: Reader<ContentBlock> = tagged<ContentBlock, 'type'>('type', {
  text: record<TextBlock>({ type: oneOf('text'), text }, { annotations }),
  image: record<ImageBlock>({ type: oneOf('image'), data: text, mimeType: text }, { uri: text, annotations }),
  audio: record<AudioBlock>({ type: oneOf('audio'), data: text, mimeType: text }, { annotations }),
  resource_link: record<ResourceLinkBlock>(
    { type: oneOf('resource_link'), uri: text, name: withDefault(text, '') },
    { title: text, description: text, mimeType: text, size: number, annotations },
  ),
  resource: record<ResourceBlock>(
    { type: oneOf('resource'), resource: record<EmbeddedResource>({ uri: text }, { text, blob: text, mimeType: text }) },
    { annotations },
  ),
});

const readToolCallContent: Reader<ToolCallContent> = tagged<ToolCallContent, 'type'>('type', {
  content: record<ToolContent>({ type: oneOf('content'), content: readContentBlock }, {}),
  diff: record<ToolDiff>({ type: oneOf('diff'), path: text, newText: text }, { oldText: text }),
  terminal: record<ToolTerminal>({ type: oneOf('terminal'), terminalId: text }, {}),
});

/** The readers of the optional fields of `ToolCallFields`, for those who add a tag to them. */
export const toolCallReaders = {
  title: text,
  name: text,
  kind: oneOf('read', 'edit', 'delete', 'move', 'search', 'execute', 'think', 'fetch', 'switch_mode', 'other'),
  status: oneOf('pending', 'in_progress', 'completed', 'failed', 'cancelled'),
  content: list(readToolCallContent),
  locations: list(record<ToolCallLocation>({ path: text }, { line: count })),
  rawInput: anything,
  rawOutput: anything,
};

export const readToolCallFields: Reader<ToolCallFields> = record<ToolCallFields>({ toolCallId: text }, toolCallReaders);
