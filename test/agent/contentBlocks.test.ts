import { describe, expect, test } from 'vitest';
import { toBlocks, toContent } from '../../src/agent/contentBlocks';
import { readContentBlock } from '../../src/wire/acpContent';

const all = { image: true, audio: true, embeddedContext: true };

describe('what an agent says', () => {
  test.each<readonly [object, unknown]>([
    [
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { kind: 'image', mimeType: 'image/png', data: 'AAAA' },
    ],
    [
      { type: 'audio', mimeType: 'audio/wav', data: 'AAAA' },
      { kind: 'audio', mimeType: 'audio/wav', data: 'AAAA' },
    ],
    [
      { type: 'resource_link', uri: 'file:///w/a.ts?x#L3' },
      { kind: 'link', uri: 'file:///w/a.ts?x#L3', name: 'a.ts' },
    ],
    [
      { type: 'resource', resource: { uri: 'file:///a', text: 'in it', mimeType: 'text/plain' } },
      { kind: 'resource', uri: 'file:///a', text: 'in it', mimeType: 'text/plain' },
    ],
    [
      { type: 'resource', resource: { uri: 'file:///a.png', blob: 'AAAA', mimeType: 'image/png' } },
      { kind: 'image', mimeType: 'image/png', data: 'AAAA', uri: 'file:///a.png' },
    ],
    [
      { type: 'resource', resource: { uri: 'file:///a.zip', blob: 'AAAA' } },
      { kind: 'resource', uri: 'file:///a.zip' },
    ],
    [{ type: 'image' }, { kind: 'unknown', type: 'image', raw: { type: 'image' } }],
    [{ no: 'type' }, { kind: 'unknown', type: 'unknown', raw: { no: 'type' } }],
  ])('%o', (block, content) => {
    expect(toContent(readContentBlock(block, 'block'))).toEqual(content);
  });
});

describe('a prompt', () => {
  const image = { kind: 'image', mimeType: 'image/png', data: 'AAAA' } as const;
  const resource = { kind: 'resource', uri: 'file:///w/a.ts', text: 'let a', mimeType: 'text/plain' } as const;
  const audio = { kind: 'audio', mimeType: 'audio/wav', data: 'AAAA' } as const;

  test('is sent whole to an agent that can read it', () => {
    expect(toBlocks([{ kind: 'text', text: 'Look' }, image, resource, audio], all)).toEqual([
      { type: 'text', text: 'Look' },
      { type: 'image', mimeType: 'image/png', data: 'AAAA' },
      { type: 'resource', resource: { uri: 'file:///w/a.ts', text: 'let a', mimeType: 'text/plain' } },
      { type: 'audio', mimeType: 'audio/wav', data: 'AAAA' },
    ]);
  });

  test('becomes links, or says what was left out, for one that cannot', () => {
    expect(toBlocks([{ ...image, uri: 'file:///w/pic.png' }, image, resource, audio], {})).toEqual([
      { type: 'resource_link', uri: 'file:///w/pic.png', name: 'pic.png' },
      { type: 'text', text: expect.stringContaining('image/png') as string },
      { type: 'resource_link', uri: 'file:///w/a.ts', name: 'a.ts' },
      { type: 'text', text: expect.stringContaining('audio/wav') as string },
    ]);
  });

  test('marks words of ours as meant for the agent, by structure', () => {
    expect(toBlocks([{ kind: 'text', text: 'A note', for: 'agent' }, { kind: 'text', text: 'A note' }], {})).toEqual([
      { type: 'text', text: 'A note', annotations: { audience: ['assistant'] } },
      { type: 'text', text: 'A note' },
    ]);
  });

  test('keeps links as they are', () => {
    const link = { kind: 'link', uri: 'file:///w/a.ts', name: 'a', title: 'A', description: 'the A' } as const;
    expect(toBlocks([link], {})).toEqual([{ type: 'resource_link', uri: 'file:///w/a.ts', name: 'a', title: 'A', description: 'the A' }]);
  });
});
