/**
 * `/run COMMAND`: asks the user, runs the command line in a terminal of the client, and says how it ended. The terminal belongs to the
 * client, which shows its output while it runs; what goes into the history is the end of that output, because terminals are not kept.
 */
import { untilAborted } from '../../base/abort';
import { requestPermission, terminalCreate, terminalKill, terminalOutput, terminalRelease, terminalWaitForExit } from '../../wire/acp';
import type { TerminalExit } from '../../wire/acpClient';
import type { ToolCallContent } from '../../wire/acpContent';
import { codeBlock, inlineCode } from '../markdown';
import type { Turn } from '../turn';
import type { Command } from './command';

export const run: Command = {
  name: 'run',
  description: 'Run a command in a terminal, once you allowed it',
  hint: 'COMMAND',
  run: runCommand,
};

async function runCommand(line: string, turn: Turn): Promise<void> {
  if (line === '') {
    turn.say('Write the command behind `/run`, such as `/run npm test`.');
    return;
  }
  if (turn.context.capabilities.terminal !== true) {
    turn.say('I cannot run commands here, because this client offers no terminals.');
    return;
  }
  const call = { title: line, kind: 'execute', rawInput: { command: line, cwd: turn.context.cwd } } as const;
  const toolCallId = turn.beginTool({ ...call, status: 'pending' });
  const answer = await ask(line, { toolCallId, ...call, status: 'pending' }, turn).catch((error: unknown) => {
    turn.updateTool({ toolCallId, status: 'failed' });
    throw error;
  });
  if (answer !== 'allowed') {
    turn.updateTool({ toolCallId, status: 'failed' });
    turn.say(`${answer === 'rejected' ? 'You rejected it' : 'The question was withdrawn'}, so ${inlineCode(line)} was not run.`);
    return;
  }
  await runInTerminal(line, toolCallId, turn);
}

async function ask(line: string, toolCall: Parameters<Turn['updateTool']>[0], turn: Turn): Promise<'allowed' | 'rejected' | 'withdrawn'> {
  const { client, sessionId, allowedCommands } = turn.context;
  if (allowedCommands.has(line)) {
    return 'allowed';
  }
  const { outcome } = await client.request(requestPermission, { sessionId, toolCall, options: permissionOptions }, turn.signal);
  if (outcome.outcome !== 'selected') {
    return 'withdrawn';
  }
  // Only a plain yes is one.
  if (!isAllowing(outcome.optionId)) {
    return 'rejected';
  }
  if (outcome.optionId === 'allow-session') {
    allowedCommands.add(line);
  }
  return 'allowed';
}

async function runInTerminal(line: string, toolCallId: string, turn: Turn): Promise<void> {
  const { client, sessionId, cwd, clock } = turn.context;
  const startedAt = clock.now();
  const creating = client.request(terminalCreate, { sessionId, ...shellFor(line), env: [], cwd, outputByteLimit });
  let terminalId: string;
  try {
    ({ terminalId } = await untilAborted(creating, turn.signal));
  } catch (error) {
    turn.updateTool({ toolCallId, status: 'failed' });
    if (turn.signal.aborted) {
      // Should it come to be after all, it is not wanted any more. Nobody waits for that.
      void creating.then(({ terminalId: late }) => client.request(terminalRelease, { sessionId, terminalId: late })).catch(() => undefined);
      throw error;
    }
    turn.say(`${inlineCode(line)} could not be started: ${messageOf(error)}`);
    return;
  }
  const terminal = { sessionId, terminalId };
  const content: readonly ToolCallContent[] = [{ type: 'terminal', terminalId }];
  turn.updateTool({ toolCallId, status: 'in_progress', content }, { toolCallId, status: 'in_progress' });
  let ending: Ending;
  try {
    ending = endingOf(await client.request(terminalWaitForExit, terminal, turn.signal));
  } catch (error) {
    // Cancelled, or the client lost sight of it. Either way it must not go on running unseen.
    await client.request(terminalKill, terminal, AbortSignal.timeout(afterEndMs)).catch(() => undefined);
    ending = { words: turn.signal.aborted ? 'Stopped' : `Lost sight of it (${messageOf(error)})`, status: 'failed' };
  }
  const output = await client.request(terminalOutput, terminal, AbortSignal.timeout(afterEndMs)).catch(() => undefined);
  const text = output ? codeBlock(tailOf(output.output)) : '';
  const kept = { toolCallId, status: ending.status, content: [{ type: 'content', content: { type: 'text', text } }] } as const;
  turn.updateTool({ toolCallId, status: ending.status }, kept);
  turn.say(`${ending.words} after ${durationOf(clock.now() - startedAt)}.`);
  await client.request(terminalRelease, terminal, AbortSignal.timeout(afterEndMs)).catch(() => undefined);
}

/** The names are promised: they begin with *Allow* and *Reject*. */
const permissionOptions = [
  { optionId: 'allow-once', name: 'Allow once', kind: 'allow_once' },
  { optionId: 'allow-session', name: 'Allow this command for this session', kind: 'allow_always' },
  { optionId: 'reject', name: 'Reject', kind: 'reject_once' },
] as const;

const outputByteLimit = 1024 * 1024;
const keptOutputCharacters = 8000;

/** For what is left to do with a terminal when it has ended: a client that does not answer must not hold up the turn's end. */
const afterEndMs = 1500;

interface Ending {
  readonly words: string;
  readonly status: 'completed' | 'failed';
}

function endingOf({ exitCode, signal }: TerminalExit): Ending {
  if (signal !== undefined) {
    return { words: `Ended by the signal ${signal}`, status: 'failed' };
  }
  if (exitCode === undefined) {
    return { words: 'Ended, it is not known how,', status: 'failed' };
  }
  return { words: `Exited with code ${exitCode}`, status: exitCode === 0 ? 'completed' : 'failed' };
}

function isAllowing(optionId: string): boolean {
  return permissionOptions.some((option) => option.optionId === optionId && option.kind !== 'reject_once');
}

/** What was asked for is a line for a shell; the protocol's terminals take a program and its arguments. */
function shellFor(line: string): { readonly command: string; readonly args: readonly string[] } {
  return process.platform === 'win32' ? { command: 'cmd.exe', args: ['/d', '/s', '/c', line] } : { command: '/bin/sh', args: ['-c', line] };
}

function tailOf(output: string): string {
  return output.length <= keptOutputCharacters ? output : `…${output.slice(-keptOutputCharacters)}`;
}

function durationOf(ms: number): string {
  const seconds = ms / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
