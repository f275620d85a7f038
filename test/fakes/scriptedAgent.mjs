// An ACP agent whose every move is written in the prompt: for end-to-end tests, as a process of its own on stdio. Plain Node, no
// dependency, and deliberately not built on our own wire: the two must agree because of the protocol, not because they share code.
//
//   say TEXT            answers TEXT                      permission        asks, answers with the option that was chosen
//   stream N MS         N chunks, one every MS            read PATH         answers with the file's text (fs/read_text_file)
//   thought [only]      thinks, then answers              write PATH TEXT   writes the file (fs/write_text_file)
//   plan                sends a plan twice                terminal CMD      runs CMD in a client terminal
//   tool diff PATH      a tool call with a diff           leave CMD         the same, and ends its turn before that has ended
//   tool hang           a tool call that never ends       env               answers with its own environment
//   unknown             sends what no client knows, and junk
//   half TEXT           says TEXT, then waits for a cancel
//   hang                waits for a cancel                die CODE          last words on stderr, then exits
//   repeat N TITLE      makes the same tool call N times, then waits for a cancel
//   slow cancel MS      answers a cancel after MS         deaf              does not answer a cancel at all
//   stream until PATH   one every 50 ms until there is such a file
//   late MS TEXT        after a cancel and MS says TEXT and ends as if nothing had been
//   board TOOL JSON     calls a tool of the task board, answers with what it said; `board come` only comes to its door
//   limit SECONDS       fails with a usage limit that is reset in so long
//   freeze              stops itself (SIGSTOP)            child             starts a process in a session of its own
//
// Of a worker's prompt the task's own text is played; when it is asked what became of it, it has nothing to report.
//
// `MOVE ; MOVE` is one after the other. Start-up modes: --exit CODE, --version N, --mute, --no-acp, --ignore-term (SIGTERM),
// --ignore-end (of stdin); --state FILE keeps sessions, so that they can be loaded by a later
// process; --grandchild starts a process in a session of its own, and lives on when standard input has ended.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const mode = new Map(process.argv.flatMap((word, at, all) => (word.startsWith('--') ? [[word.slice(2), all[at + 1]]] : [])));
const stateFile = mode.get('state');
/** @type {Record<string, { cwd: string, updates: object[] }>} */
const sessions = stateFile !== undefined && existsSync(stateFile) ? JSON.parse(readFileSync(stateFile, 'utf8')) : {};
/** Cancels of the prompts that are being answered, by session. @type {Map<string, AbortController>} */
const working = new Map();
/** What we asked of the client, by id. @type {Map<number, { resolve(result: any): void, reject(error: Error): void }>} */
const asked = new Map();
let lastId = 0;
/** The servers of tools that the client gave, by session. @type {Map<string, { command: string, args: string[], env: { name: string, value: string }[] }[]>} */
const servers = new Map();
/** Those that run, by session. @type {Map<string, (method: string, params: object) => Promise<any>>} */
const toolServers = new Map();

if (mode.has('ignore-term')) {
  process.on('SIGTERM', () => console.error('SIGTERM? Not me.'));
}
if (mode.has('ignore-end')) {
  setInterval(() => {}, 1_000_000);
}
if (mode.has('grandchild')) {
  spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6) // grandchild'], { detached: true, stdio: 'ignore' });
}
if (mode.has('exit')) {
  console.error('I cannot start: the key file is missing.\nGiving up.');
  process.exit(Number(mode.get('exit')));
}
if (mode.has('no-acp')) {
  console.log('Welcome to a program that speaks no ACP!\nType help for help.');
}

createInterface({ input: process.stdin }).on('line', (line) => {
  if (mode.has('mute') || mode.has('no-acp')) {
    return;
  }
  const message = JSON.parse(line);
  if (message.method === undefined) {
    const { resolve, reject } = asked.get(message.id);
    asked.delete(message.id);
    message.error === undefined ? resolve(message.result) : reject(new Error(message.error.message));
  } else if (message.id === undefined) {
    notified(message.method, message.params);
  } else {
    answer(message);
  }
});

const methods = {
  initialize: () => ({
    protocolVersion: Number(mode.get('version') ?? 1),
    agentInfo: { name: 'scripted', title: 'Scripted', version: '1.0.0' },
    agentCapabilities: {
      loadSession: true,
      promptCapabilities: { image: false, audio: false, embeddedContext: true },
      sessionCapabilities: { list: {}, resume: {}, close: {} },
    },
    authMethods: [],
  }),
  'session/new': ({ cwd, mcpServers }) => {
    const sessionId = `scripted-${Object.keys(sessions).length + 1}-${process.pid}`;
    sessions[sessionId] = { cwd, updates: [] };
    servers.set(sessionId, mcpServers);
    save();
    return { sessionId };
  },
  'session/load': ({ sessionId, mcpServers }) => {
    servers.set(sessionId, mcpServers);
    for (const update of known(sessionId).updates) {
      send({ method: 'session/update', params: { sessionId, update } });
    }
    return {};
  },
  'session/resume': ({ sessionId, mcpServers }) => (known(sessionId), servers.set(sessionId, mcpServers), {}),
  'session/list': () => ({ sessions: Object.entries(sessions).map(([sessionId, { cwd }]) => ({ sessionId, cwd })) }),
  'session/close': ({ sessionId }) => {
    known(sessionId);
    working.get(sessionId)?.abort();
    return {};
  },
  'session/prompt': async ({ sessionId, prompt }) => {
    const texts = prompt.filter(({ type }) => type === 'text');
    const text = texts.map((block) => block.text).join('');
    // What is meant for agents is no order, where there is one beside it.
    const orders = texts.filter(({ annotations }) => annotations === undefined);
    const order = (orders.length === 0 ? texts : orders).map((block) => block.text).join('');
    known(sessionId).updates.push({ sessionUpdate: 'user_message_chunk', content: { type: 'text', text } });
    save();
    const cancel = new AbortController();
    working.set(sessionId, cancel);
    try {
      const stopReason = await play(script(order), turn(sessionId, cancel.signal), cancel.signal);
      return { stopReason: stopReason ?? (cancel.signal.aborted ? 'cancelled' : 'end_turn') };
    } finally {
      working.delete(sessionId);
      save();
    }
  },
};

/** What is to be played of a prompt. @param {string} text */
function script(text) {
  if (text.startsWith('You are working on a task from the task board')) {
    return (text.split('\n\n')[1] ?? '').trim();
  }
  return text.startsWith('Your turn ended, but the task board') ? 'say Nothing to report.' : text.trim();
}

/** The script: the longest words that begin the prompt choose the move. */
const moves = {
  say: (rest, { say }) => say(rest),
  stream: async (rest, { say }, signal) => {
    const [count, everyMs] = rest.split(' ').map(Number);
    for (let chunk = 1; chunk <= count && !signal.aborted; chunk++) {
      say(`chunk ${chunk} `);
      await delay(everyMs);
    }
  },
  'stream until': async (path, { say }, signal) => {
    for (let chunk = 1; !existsSync(path) && !signal.aborted; chunk++) {
      say(`chunk ${chunk} `);
      await delay(50);
    }
  },
  thought: (rest, { say, update }) => {
    update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: rest || 'Let me think about it.' } });
    say('I have thought about it.');
  },
  'thought only': (_rest, { update }) => update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'Hm.' } }),
  plan: (_rest, { say, update }) => {
    const entries = (...states) => states.map((status, at) => ({ content: `Step ${at + 1}`, priority: 'medium', status }));
    update({ sessionUpdate: 'plan', entries: entries('in_progress', 'pending') });
    update({ sessionUpdate: 'plan', entries: entries('completed', 'in_progress') });
    say('That is the plan.');
  },
  'tool diff': (path, { say, update }) => {
    const toolCallId = `edit-${++lastId}`;
    update({ sessionUpdate: 'tool_call', toolCallId, title: `Edit ${path}`, kind: 'edit', status: 'pending', locations: [{ path }] });
    const content = [{ type: 'diff', path, oldText: 'Hello\n', newText: 'Hello, world\n' }];
    update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed', content });
    say('The edit is done.');
  },
  'tool hang': (_rest, { update }, signal) => {
    update({ sessionUpdate: 'tool_call', toolCallId: `hang-${++lastId}`, title: 'A long tool', kind: 'execute', status: 'in_progress' });
    return aborted(signal);
  },
  repeat: (rest, { update }, signal) => {
    const [count, ...words] = rest.split(' ');
    for (let time = 0; time < Number(count); time++) {
      const toolCallId = `again-${++lastId}`;
      update({ sessionUpdate: 'tool_call', toolCallId, title: words.join(' '), kind: 'execute', status: 'in_progress', rawInput: { command: words } });
      update({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed' });
    }
    return aborted(signal);
  },
  permission: async (rest, { say, ask }) => {
    const options = [
      { optionId: 'yes', name: 'Allow once', kind: 'allow_once' },
      { optionId: 'always', name: 'Allow always', kind: 'allow_always' },
      { optionId: 'no', name: 'Reject', kind: 'reject_once' },
    ];
    const toolCall = { toolCallId: `ask-${++lastId}`, title: rest || 'Touch the moon', kind: 'execute', status: 'pending' };
    const { outcome } = await ask('session/request_permission', { toolCall, options });
    say(`The answer was: ${options.find(({ optionId }) => optionId === outcome.optionId)?.name ?? outcome.outcome}`);
  },
  read: async (path, { say, ask }) => say((await ask('fs/read_text_file', { path })).content),
  write: async (rest, { say, ask }) => {
    const [path, ...words] = rest.split(' ');
    await ask('fs/write_text_file', { path, content: words.join(' ') });
    say(`Written: ${path}`);
  },
  terminal: async (command, { say, update, ask }) => {
    const { terminalId } = await ask('terminal/create', { command: '/bin/sh', args: ['-c', command], outputByteLimit: 100_000 });
    const content = [{ type: 'terminal', terminalId }];
    update({ sessionUpdate: 'tool_call', toolCallId: terminalId, title: command, kind: 'execute', status: 'in_progress', content });
    const { exitCode, signal } = await ask('terminal/wait_for_exit', { terminalId });
    const { output, truncated } = await ask('terminal/output', { terminalId });
    update({ sessionUpdate: 'tool_call_update', toolCallId: terminalId, status: exitCode === 0 ? 'completed' : 'failed' });
    await ask('terminal/release', { terminalId });
    say(`Ended with ${exitCode ?? signal}${truncated ? ', cut' : ''}: ${output}`);
  },
  leave: async (command, { say, update, ask }) => {
    const { terminalId } = await ask('terminal/create', { command: '/bin/sh', args: ['-c', command] });
    update({ sessionUpdate: 'tool_call', toolCallId: terminalId, title: command, kind: 'execute', status: 'completed', content: [{ type: 'terminal', terminalId }] });
    say(`Left running: ${command}`);
  },
  env: (_rest, { say }) => {
    const lines = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
    say(`\`\`\`\n${lines.join('\n')}\n\`\`\``);
  },
  unknown: (_rest, { say, update }) => {
    process.stdout.write('This line is no message.\n\n{"jsonrpc":"2.0"\n');
    update({ sessionUpdate: 'weather_update', sky: 'clear' });
    update({ sessionUpdate: 'agent_message_chunk', content: { type: 'hologram', data: 'x' }, shine: true });
    update({ sessionUpdate: 'tool_call_update', toolCallId: 'never-seen', status: 'somehow', title: 'Never announced', mood: 'good' });
    send({ method: '_scripted/whisper', params: { quiet: true } });
    say('Something known after all.');
  },
  hang: (_rest, _turn, signal) => aborted(signal),
  half: (rest, { say }, signal) => {
    say(rest);
    return aborted(signal);
  },
  'slow cancel': async (rest, _turn, signal) => {
    await aborted(signal);
    await delay(Number(rest || 1500));
  },
  deaf: () => aborted(new AbortController().signal),
  late: async (rest, { say }, signal) => {
    const [ms, ...words] = rest.split(' ');
    await aborted(signal);
    await delay(Number(ms));
    say(words.join(' '));
    return 'end_turn';
  },
  board: async (rest, { say, sessionId }) => {
    const [tool, ...given] = rest.split(' ');
    const request = await toolServer(sessionId);
    if (tool !== 'come') {
      const { content } = await request('tools/call', { name: tool, arguments: JSON.parse(given.join(' ') || '{}') });
      say(content[0].text);
    }
  },
  freeze: () => void process.kill(process.pid, 'SIGSTOP'),
  child: () => void spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000_000)', 'scripted-child'], { detached: true, stdio: 'ignore' }),
  limit: (rest) => {
    throw Object.assign(new Error('Usage limit reached.'), { code: 429, data: { retry_after: Number(rest) } });
  },
  die: (rest) => {
    console.error('Something broke inside.\nThese are my last words.');
    process.exit(Number(rest || 1));
  },
};

/** Says the last move's stop reason, if it had one of its own. */
async function play(script, turn, signal) {
  let stopReason;
  try {
    for (const text of script.split(' ; ')) {
      const name = Object.keys(moves).filter((words) => `${text} `.startsWith(`${words} `)).sort((a, b) => b.length - a.length)[0];
      stopReason = await (name === undefined ? turn.say(`You said: ${text}`) : moves[name](text.slice(name.length).trim(), turn, signal));
    }
    return stopReason;
  } catch (error) {
    if (error.code === 429) {
      throw error;
    }
    turn.say(`The client said no: ${error.message}`);
  }
}

/** What a move can do in its session. Messages are kept, so that loading the session can tell them again. */
function turn(sessionId, signal) {
  const update = (update) => {
    known(sessionId).updates.push(update);
    send({ method: 'session/update', params: { sessionId, update } });
  };
  const say = (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } });
  const ask = (method, params) => {
    const id = ++lastId;
    send({ id, method, params: { sessionId, ...params } });
    return Promise.race([
      new Promise((resolve, reject) => asked.set(id, { resolve, reject })),
      aborted(signal).then(() => Promise.reject(new Error('the turn was cancelled'))),
    ]);
  };
  return { update, say, ask, sessionId };
}

/** The first server of tools of the session, started when it is first used; it ends with us. */
async function toolServer(sessionId) {
  const known = toolServers.get(sessionId);
  const [server] = servers.get(sessionId) ?? [];
  if (known !== undefined || server === undefined) {
    return known ?? Promise.reject(new Error('there are no tools'));
  }
  const env = Object.fromEntries(server.env.map(({ name, value }) => [name, value]));
  const child = spawn(server.command, server.args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = new Map();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { id, result, error } = JSON.parse(line);
    error === undefined ? waiting.get(id)?.resolve(result) : waiting.get(id)?.reject(new Error(error.message));
  });
  child.once('exit', () => waiting.forEach(({ reject }) => reject(new Error('the server of tools has ended'))));
  const request = (method, params) => {
    const id = ++lastId;
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  };
  toolServers.set(sessionId, request);
  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'scripted', version: '1' } });
  child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return request;
}

async function answer({ id, method, params }) {
  try {
    const run = methods[method];
    if (run === undefined) {
      throw Object.assign(new Error(`Method not found: ${method}`), { code: -32601 });
    }
    send({ id, result: await run(params) });
  } catch (error) {
    send({ id, error: { code: error.code ?? -32603, message: error.message, data: error.data } });
  }
}

function notified(method, params) {
  if (method === 'session/cancel') {
    working.get(params.sessionId)?.abort();
  }
}

function known(sessionId) {
  const session = sessions[sessionId];
  if (session === undefined) {
    throw Object.assign(new Error(`Unknown session: ${sessionId}`), { code: -32002 });
  }
  return session;
}

/** For ever, or until the turn is cancelled; standard input keeps the process alive meanwhile. */
function aborted(signal) {
  return new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve(), { once: true })));
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function save() {
  if (stateFile !== undefined) {
    writeFileSync(stateFile, JSON.stringify(sessions));
  }
}
