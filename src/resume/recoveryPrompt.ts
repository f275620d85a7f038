/**
 * What a resumed turn says to the agent: what is known of the work that was interrupted, and what is not. Pure. It is never empty, and it
 * is known as ours by its prompt's origin, never by its words; they are the agent's to read and so are not translated. What it quotes was
 * written by others and is cut and fenced as a quotation.
 */
import { textOf } from '../session/content';
import type { Interruption } from '../session/interruption';
import type { Item, QuestionItem, ToolItem } from '../session/item';
import { isHarmless } from './tail';
import type { InterruptedBy } from './tail';

export interface Recovery {
  readonly work: RecoveredWork;
  readonly reason: Interruption;
  readonly by: InterruptedBy;
  /** Since the last sign of the work; absent where nothing tells. */
  readonly ageMs?: number;
  /** `lost`: the agent no longer has the session, so that all it can know of it is quoted here. `unsure`: that will be seen only later. */
  readonly agentSession: 'kept' | 'lost' | 'unsure';
  /** `goOn`: it is all that is said. `accompany`: the user's own words follow, and come first. */
  readonly purpose: 'goOn' | 'accompany';
}

/** What the transcript knows of one turn. */
export interface RecoveredWork {
  /** What was asked. */
  readonly asked: string;
  /** What the agent had said last. */
  readonly said: string;
  /** Titles of the calls that changed something, or may have. */
  readonly done: readonly string[];
  readonly failed: readonly string[];
  /** They had begun, and nobody knows how far they got. */
  readonly unknown: readonly string[];
  /** They waited for a permission, and did not run. */
  readonly notRun: readonly string[];
}

/** Calls that only read are left out: they can be made again. */
export function recoveredWork(items: readonly Item[], turnId: string): RecoveredWork {
  const from = items.findIndex((item) => item.kind === 'user' && item.id === turnId);
  const rest = from === -1 ? [] : items.slice(from + 1);
  const until = rest.findIndex((item) => item.kind === 'user' && item.state !== 'queued');
  const turn = until === -1 ? rest : rest.slice(0, until);
  const prompt = items[from];
  const unanswered = turn.filter((item) => item.kind === 'question').filter(isUnanswered);
  const waiting = new Set(unanswered.map(({ toolCallId }) => toolCallId));
  const calls = turn.filter((item) => item.kind === 'tool').filter(({ toolKind }) => !isHarmless(toolKind));
  const titles = (belongs: (call: ToolItem) => boolean): readonly string[] => calls.filter(belongs).map(({ title }) => title);
  const isOpen = ({ status }: ToolItem): boolean => !['completed', 'failed', 'cancelled'].includes(status);
  return {
    asked: prompt?.kind === 'user' ? textOf(prompt.content) : '',
    said: textOf(turn.filter((item) => item.kind === 'message').findLast(({ speaker }) => speaker === 'agent')?.content ?? []),
    done: titles(({ status }) => status === 'completed'),
    failed: titles(({ status }) => status === 'failed'),
    unknown: titles((call) => isOpen(call) && !waiting.has(call.callId)),
    notRun: titles((call) => call.status === 'cancelled' || (isOpen(call) && waiting.has(call.callId))),
  };
}

function isUnanswered({ state }: QuestionItem): boolean {
  return state.kind !== 'answered';
}

export function recoveryPrompt(recovery: Recovery): string {
  const { work, agentSession, purpose } = recovery;
  const parts = [opening(recovery)];
  if (agentSession === 'lost') {
    parts.push('You no longer have the earlier conversation; what is known of it is quoted here.');
  }
  if (agentSession === 'unsure') {
    parts.push('In case you no longer have the earlier conversation, what is known of it is quoted here.');
  }
  if (agentSession !== 'kept' || recovery.reason.kind === 'unsure') {
    parts.push(quote('The user had asked:', work.asked));
  }
  if (agentSession !== 'kept') {
    parts.push(quote('The last that you had said:', work.said));
  }
  parts.push(
    list('Done before the interruption; do not do it again:', work.done),
    list('Failed before the interruption:', work.failed),
    list('Not run, because the user had not answered yet; ask again if it is still needed:', work.notRun),
    list('Under way when it was interrupted, with UNKNOWN effect; inspect what it did before you repeat it:', work.unknown),
    purpose === 'goOn' ? goOn(recovery) : giveWay,
  );
  return parts.filter((part) => part !== '').join('\n\n');
}

function opening({ reason, by, ageMs }: Recovery): string {
  const why = by === 'crash' ? 'the editor or this computer went away' : 'the editor window was closed or reloaded';
  const when = ageMs === undefined ? 'Earlier' : `About ${roughly(ageMs)} ago`;
  return `[Note from Holdfast, not written by the user] ${when}, ${why} ${whileDoing(reason)}.`;
}

function whileDoing(reason: Interruption): string {
  switch (reason.kind) {
    case 'unsure':
      return 'right after the request below was sent; whether you received it is not known';
    case 'answering':
      return 'while you were working on the user’s last request';
    case 'tool':
      return `while you were working on the user’s last request, in the middle of a tool call (${named(reason.title)})`;
    case 'question':
      return `while you were waiting for the user to answer a question (${named(reason.title)}); it was not answered`;
  }
}

function goOn({ reason, work }: Recovery): string {
  if (reason.kind === 'unsure') {
    return 'If you have not begun with it, begin now. If you have, go on from where you were, without repeating what is done.';
  }
  const care = work.unknown.length > 0 ? 'First inspect the state of what is named above. Then go on' : 'Go on';
  return `${care} with the user’s last request from where you were interrupted. Do not repeat what is done, and do not restart the editor.`;
}

function list(title: string, entries: readonly string[]): string {
  if (entries.length === 0) {
    return '';
  }
  // The latest tell the most.
  const shown = entries.slice(-listLimit).map((entry) => `- ${oneLine(entry) || '(without a title)'}`);
  const left = entries.length - shown.length;
  return [title, ...(left > 0 ? [`- (${left} earlier ones are not listed)`] : []), ...shown].join('\n');
}

function quote(title: string, text: string): string {
  const cut = text.length > quoteLimit ? `${text.slice(0, quoteLimit)}…` : text;
  return text.trim() === '' ? '' : [title, ...cut.split(/\r?\n/).map((line) => `> ${line}`)].join('\n');
}

function oneLine(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length > titleLimit ? `${line.slice(0, titleLimit)}…` : line;
}

function named(title: string): string {
  return oneLine(title) || 'without a title';
}

function roughly(ms: number): string {
  const minutes = Math.round(Math.max(0, ms) / 60_000);
  if (minutes < 2) {
    return 'a minute';
  }
  if (minutes < 120) {
    return `${minutes} minutes`;
  }
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

const giveWay =
  'The user now says something new. Address that first, and do not go on with the interrupted work unless it asks you to.';

/** In characters. */
const quoteLimit = 4_000;
const titleLimit = 200;
const listLimit = 20;
