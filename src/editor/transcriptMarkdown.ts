/**
 * A whole conversation as one Markdown text, for reading aloud, keeping and passing on. It contains what was said and done, with outcomes
 * in words; nothing that an agent wrote can break out of the place it stands in.
 */
import { sayOutcome } from '../chat/endWords';
import { sayOrigin, sayPromptState, sayTakenOver } from '../chat/words';
import type { Translate } from '../chat/words';
import type { Content, ToolContent } from '../session/content';
import type { Item, NoticeItem, PlanItem, QuestionItem, TerminalItem, ToolItem, UserItem } from '../session/item';
import { terminalItemId } from '../session/item';
import { shorten } from './label';

export interface TranscriptHead {
  readonly title: string;
  readonly agentName: string;
}

export function transcriptMarkdown(head: TranscriptHead, items: readonly Item[], t: Translate): string {
  const terminals = new Map(items.flatMap((item) => (item.kind === 'terminal' ? [[item.id, item] as const] : [])));
  const blocks = items.map((item) => itemText(item, head, terminals, t)).filter((block) => block !== '');
  return `${[`# ${plain(head.title) || t('New session')}`, t('Agent: {0}', plain(head.agentName)), ...blocks].join('\n\n')}\n`;
}

type Terminals = ReadonlyMap<string, TerminalItem>;

function itemText(item: Item, head: TranscriptHead, terminals: Terminals, t: Translate): string {
  switch (item.kind) {
    case 'user':
      return userText(item, head, t);
    case 'message': {
      const speaker = { agent: plain(head.agentName), thought: t('{0}, thinking', plain(head.agentName)), user: t('You') }[item.speaker];
      return section(speaker, item.at, contentsText(item.content, t));
    }
    case 'tool':
      return toolText(item, terminals, t);
    case 'terminal':
      return '';
    case 'plan':
      return planText(item, t);
    case 'question':
      return questionText(item, t);
    case 'notice':
      return noticeText(item, t);
    case 'end': {
      const words = plain(sayOutcome(item.outcome, head.agentName, t), 1000);
      return words === '' ? '' : `*${words}*`;
    }
  }
}

function section(speaker: string, at: number, text: string): string {
  return `## ${speaker} — ${new Date(at).toISOString()}\n\n${text}`;
}

/** What did not arrive for certain says so before its text: whoever reads it must not take it for asked. */
function userText({ at, content, state, origin, note }: UserItem, head: TranscriptHead, t: Translate): string {
  const words = {
    queued: t('Not sent yet: it waits for its turn.'),
    sent: t('Sent, not confirmed by the agent yet.'),
    accepted: '',
    done: '',
    failed: t('This message failed.'),
    unknown: sayPromptState('unknown', head.agentName, t),
  }[state];
  const text = section(sayOrigin(origin, t), at, `${words === '' ? '' : `*${plain(words, 1000)}*\n\n`}${contentsText(content, t)}`);
  return note === undefined ? text : `${text}\n\n> ${t('Holdfast told the agent what had been interrupted')}\n\n${fence(note)}`;
}

function toolText(item: ToolItem, terminals: Terminals, t: Translate): string {
  const places = item.locations.map(({ path, line }) => code(line === undefined ? path : `${path}:${line}`));
  const lines = [`### ${t('Tool: {0}', plain(item.title))} — ${item.status}`, ...(places.length === 0 ? [] : [places.join(', ')])];
  const contents = item.content.map((content) => toolContentText(content, terminals, t)).filter((text) => !saysNothing(text));
  return [...lines, ...contents].join('\n\n');
}

function toolContentText(content: ToolContent, terminals: Terminals, t: Translate): string {
  switch (content.kind) {
    case 'content':
      return contentsText([content.content], t);
    case 'diff': {
      const removed = content.oldText === undefined ? [] : lines(content.oldText).map((line) => `-${line}`);
      return `${code(content.path)}\n\n${fence([...removed, ...lines(content.newText).map((line) => `+${line}`)].join('\n'), 'diff')}`;
    }
    case 'terminal':
      return fenceOfSome(terminals.get(terminalItemId(content.terminalId))?.output ?? '');
    case 'unknown':
      return fence(JSON.stringify(content.raw, undefined, 2) ?? '', 'json');
  }
}

function planText(item: PlanItem, t: Translate): string {
  const entries = item.entries.map((entry) => {
    const note = entry.status === 'in_progress' ? ` (${t('in progress')})` : '';
    return `- [${entry.status === 'completed' ? 'x' : ' '}] ${plain(entry.content, 1000)}${note}`;
  });
  return [`### ${t('Plan')}`, entries.join('\n')].join('\n\n');
}

function questionText(item: QuestionItem, t: Translate): string {
  const { state } = item;
  const answer = state.kind === 'open' ? t('no answer yet') : state.kind === 'withdrawn' ? t('withdrawn') : plain(state.name);
  return `### ${t('Permission request: {0}', plain(item.title))} — ${answer}`;
}

function noticeText(item: NoticeItem, t: Translate): string {
  const { text } = item;
  switch (text.kind) {
    case 'agent':
      return `> ${plain([text.title, text.description ?? ''].join(' '), 1000)}`;
    case 'newAgentSession':
      return `> ${t('The agent no longer had this session. What follows is a new one that does not know what stands above.')}`;
    case 'askedAgain':
      return `> ${t('The agent had shown nothing of this message, so it was started again and asked once more.')}`;
    case 'takenOver':
      return `> ${sayTakenOver(text.attempt, t)}`;
    case 'compaction':
      return `> ${t('The agent shortened its memory of the conversation: {0}', plain(text.status))}`;
  }
}

function contentsText(contents: readonly Content[], t: Translate): string {
  return contents.map((content) => contentText(content, t)).join('');
}

function contentText(content: Content, t: Translate): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'link':
      return `${plain(content.title ?? content.name)} (${code(content.uri)})`;
    case 'resource':
      return content.text === undefined ? code(content.uri) : `${code(content.uri)}\n\n${fenceOfSome(content.text)}`.trimEnd();
    case 'image':
      return `*${t('Image ({0})', plain(content.mimeType))}*`;
    case 'audio':
      return `*${t('Audio ({0})', plain(content.mimeType))}*`;
    case 'unknown':
      return fence(JSON.stringify(content.raw, undefined, 2) ?? '', 'json');
  }
}

/** No fence around nothing. */
function fenceOfSome(text: string): string {
  return text.trim() === '' ? '' : fence(text);
}

/** Empty, or an empty fence: agents put one around the output of a command that printed nothing. */
function saysNothing(text: string): boolean {
  return /^\s*(?:(`{3,})[\w-]*\s*\1\s*)?$/.test(text);
}

/** A fence that is longer than any inside, so that nothing in the text can close it. */
function fence(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.replace(/\n$/, '')}\n${ticks}`;
}

function code(text: string): string {
  const line = shorten(text, 500);
  return line.includes('`') ? plain(line, 500) : `\`${line}\``;
}

/** One line without Markdown's meaning. */
function plain(text: string, limitCharacters = 200): string {
  return shorten(text, limitCharacters).replace(/[\\`*_[\]<>#|]/g, '\\$&');
}

function lines(text: string): readonly string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}
