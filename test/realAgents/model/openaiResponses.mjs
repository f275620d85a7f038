// OpenAI's Responses API, as much of it as Codex uses: reading a request, and writing an answer as server-sent events.
import { shellAmong } from './shellTool.mjs';

export const openaiResponses = {
  path: /\/responses$/,

  read({ input = [], tools = [] }) {
    const lastOfPerson = input.findLastIndex(({ role }) => role === 'user');
    const output = input.slice(lastOfPerson + 1).findLast(({ type }) => type === 'function_call_output' || type === 'custom_tool_call_output');
    return {
      prompt: textOf(input[lastOfPerson]?.content),
      earlier: input.slice(0, Math.max(0, lastOfPerson)).map(({ content }) => textOf(content)),
      toolOutput: output && textOf(output.output),
      shell: shellAmong(tools.filter(({ type }) => type === 'function').map(({ name, parameters }) => ({ name, schema: parameters }))),
    };
  },

  /** One answer: each method gives the events for one thing that happens in it. */
  writer(id) {
    let text = '';
    const message = () => ({ type: 'message', role: 'assistant', id: `msg_${id}`, content: [{ type: 'output_text', text }] });
    const event = (type, rest) => ({ event: type, data: { type, ...rest } });
    const endOfText = () => {
      const ended = text === '' ? [] : [event('response.output_item.done', { item: message() })];
      text = '';
      return ended;
    };
    return {
      begin: () => [event('response.created', { response: { id: `resp_${id}` } })],
      say: (words) => {
        const first = text === '' ? [event('response.output_item.added', { item: message() })] : [];
        text += words;
        return [...first, event('response.output_text.delta', { item_id: `msg_${id}`, delta: words })];
      },
      call: (name, args) => [
        ...endOfText(),
        event('response.output_item.done', { item: { type: 'function_call', call_id: `call_${id}`, name, arguments: JSON.stringify(args) } }),
      ],
      end: () => [
        ...endOfText(),
        event('response.completed', {
          response: { id: `resp_${id}`, usage: { input_tokens: 10, output_tokens: 10, total_tokens: 20 } },
        }),
      ],
    };
  },
};

function textOf(content) {
  if (typeof content === 'string') {
    return content;
  }
  return Array.isArray(content) ? content.map(({ text }) => text ?? '').join('\n') : JSON.stringify(content ?? '');
}
