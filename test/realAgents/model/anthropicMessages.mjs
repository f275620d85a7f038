// Anthropic's messages API: reading a request, and writing an answer as server-sent events.
import { shellAmong } from './shellTool.mjs';

export const anthropicMessages = {
  path: /\/v1\/messages$/,

  read({ messages = [], tools = [] }) {
    // Outputs of tools travel as messages of the person, so the last one with words of its own is the prompt.
    const lastOfPerson = messages.findLastIndex(({ role, content }) => role === 'user' && !blocksOf(content).some(isToolResult));
    const output = messages.slice(lastOfPerson + 1).flatMap(({ content }) => blocksOf(content)).findLast(isToolResult);
    return {
      prompt: textOf(messages[lastOfPerson]?.content),
      earlier: messages.slice(0, Math.max(0, lastOfPerson)).map(({ content }) => textOf(content)),
      toolOutput: output && textOf(output.content),
      shell: shellAmong(tools.map(({ name, input_schema: schema }) => ({ name, schema }))),
    };
  },

  writer(id) {
    let index = -1;
    let isTalking = false;
    let reason = 'end_turn';
    const event = (type, rest) => ({ event: type, data: { type, ...rest } });
    const start = (block) => event('content_block_start', { index: ++index, content_block: block });
    const delta = (change) => event('content_block_delta', { index, delta: change });
    const stop = () => event('content_block_stop', { index });
    const endOfText = () => {
      const ended = isTalking ? [stop()] : [];
      isTalking = false;
      return ended;
    };
    return {
      begin: () => [
        event('message_start', {
          message: {
            id: `msg_${id}`,
            type: 'message',
            role: 'assistant',
            model: 'lab-model',
            content: [],
            stop_reason: null,
            stop_sequence: null,
            usage: { input_tokens: 10, output_tokens: 1 },
          },
        }),
      ],
      say: (words) => {
        const first = isTalking ? [] : [start({ type: 'text', text: '' })];
        isTalking = true;
        return [...first, delta({ type: 'text_delta', text: words })];
      },
      call: (name, args) => {
        reason = 'tool_use';
        return [
          ...endOfText(),
          start({ type: 'tool_use', id: `toolu_${id}`, name, input: {} }),
          delta({ type: 'input_json_delta', partial_json: JSON.stringify(args) }),
          stop(),
        ];
      },
      end: () => [
        ...endOfText(),
        event('message_delta', { delta: { stop_reason: reason, stop_sequence: null }, usage: { output_tokens: 10 } }),
        event('message_stop', {}),
      ],
    };
  },
};

function isToolResult({ type }) {
  return type === 'tool_result';
}

function blocksOf(content) {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? []);
}

function textOf(content) {
  return blocksOf(content).map(({ text }) => text ?? '').join('\n');
}
