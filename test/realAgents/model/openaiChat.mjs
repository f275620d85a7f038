// OpenAI's chat completions, which most agents speak to a model of one's own: reading a request, and writing an answer as server-sent
// events.
import { shellAmong } from './shellTool.mjs';

export const openaiChat = {
  path: /\/chat\/completions$/,

  read({ messages = [], tools = [] }) {
    const lastOfPerson = messages.findLastIndex(({ role }) => role === 'user');
    const output = messages.slice(lastOfPerson + 1).findLast(({ role }) => role === 'tool');
    return {
      prompt: textOf(messages[lastOfPerson]?.content),
      earlier: messages.slice(0, Math.max(0, lastOfPerson)).map(({ content }) => textOf(content)),
      toolOutput: output && textOf(output.content),
      shell: shellAmong(tools.map(({ function: tool }) => ({ name: tool?.name, schema: tool?.parameters ?? {} }))),
    };
  },

  writer(id) {
    let reason = 'stop';
    const chunk = (delta, finish = null) => ({
      data: { id: `chat_${id}`, object: 'chat.completion.chunk', created: 1, model: 'lab-model', choices: [{ index: 0, delta, finish_reason: finish }] },
    });
    return {
      begin: () => [chunk({ role: 'assistant', content: '' })],
      say: (words) => [chunk({ content: words })],
      call: (name, args) => {
        reason = 'tool_calls';
        return [
          chunk({ tool_calls: [{ index: 0, id: `call_${id}`, type: 'function', function: { name, arguments: '' } }] }),
          chunk({ tool_calls: [{ index: 0, function: { arguments: JSON.stringify(args) } }] }),
        ];
      },
      end: () => {
        const last = chunk({}, reason);
        last.data.usage = { prompt_tokens: 10, completion_tokens: 10, total_tokens: 20 };
        return [last, { data: '[DONE]' }];
      },
    };
  },
};

function textOf(content) {
  return typeof content === 'string' ? content : (content ?? []).map(({ text }) => text ?? '').join('\n');
}
