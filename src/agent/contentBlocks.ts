/**
 * Content between ACP's words and ours, in both directions. What we do not know is kept as it came; what an agent has not said it can
 * read is turned into something that every agent must be able to read: text or a link.
 */
import { posix } from 'node:path';
import type { Content } from '../session/content';
import type { ContentBlock } from '../wire/acpContent';
import type { PromptCapabilities } from '../wire/acpSession';

export function toContent(block: ContentBlock): Content {
  switch (block.type) {
    case 'text':
      return { kind: 'text', text: block.text };
    case 'image':
      return { kind: 'image', mimeType: block.mimeType, data: block.data, ...(block.uri !== undefined && { uri: block.uri }) };
    case 'audio':
      return { kind: 'audio', mimeType: block.mimeType, data: block.data };
    case 'resource_link':
      return {
        kind: 'link',
        uri: block.uri,
        name: block.name === '' ? nameOf(block.uri) : block.name,
        ...(block.title !== undefined && { title: block.title }),
        ...(block.description !== undefined && { description: block.description }),
      };
    case 'resource': {
      const { uri, text, blob, mimeType } = block.resource;
      if (text === undefined && blob !== undefined && mimeType?.startsWith('image/')) {
        return { kind: 'image', mimeType, data: blob, uri };
      }
      return { kind: 'resource', uri, ...(mimeType !== undefined && { mimeType }), ...(text !== undefined && { text }) };
    }
    case 'unknown':
      return { kind: 'unknown', type: typeof block.raw.type === 'string' ? block.raw.type : 'unknown', raw: block.raw };
  }
}

/** A prompt as this agent can read it. */
export function toBlocks(contents: readonly Content[], can: PromptCapabilities): ContentBlock[] {
  return contents.flatMap((content) => toBlock(content, can) ?? []);
}

function toBlock(content: Content, can: PromptCapabilities): ContentBlock | undefined {
  switch (content.kind) {
    case 'text':
      return { type: 'text', text: content.text, ...(content.for === 'agent' && { annotations: { audience: ['assistant'] } }) };
    case 'image':
      if (content.data !== undefined && can.image) {
        return { type: 'image', mimeType: content.mimeType, data: content.data, ...(content.uri !== undefined && { uri: content.uri }) };
      }
      return content.uri === undefined ? leftOut(content.mimeType) : linkTo(content.uri);
    case 'audio':
      return can.audio ? { type: 'audio', mimeType: content.mimeType, data: content.data } : leftOut(content.mimeType);
    case 'link':
      return {
        type: 'resource_link',
        uri: content.uri,
        name: content.name,
        ...(content.title !== undefined && { title: content.title }),
        ...(content.description !== undefined && { description: content.description }),
      };
    case 'resource': {
      const { uri, text, mimeType } = content;
      return text !== undefined && can.embeddedContext
        ? { type: 'resource', resource: { uri, text, ...(mimeType !== undefined && { mimeType }) } }
        : linkTo(uri);
    }
    case 'unknown':
      // Only ever something that an agent said to us.
      return undefined;
  }
}

function linkTo(uri: string): ContentBlock {
  return { type: 'resource_link', uri, name: nameOf(uri) };
}

/** So that the agent does not answer as if nothing had been attached. */
function leftOut(mimeType: string): ContentBlock {
  return { type: 'text', text: `[An attachment of type ${mimeType} was left out: this agent cannot read it.]` };
}

function nameOf(uri: string): string {
  return posix.basename(uri.replace(/[?#].*$/, '')) || uri;
}
