/** `/find PATTERN`: searches the session's folder and answers with links that open the places. */
import { pathToFileURL } from 'node:url';
import type { ToolCallLocation } from '../../wire/acpContent';
import { inlineCode, linkTarget, linkText } from '../markdown';
import { Pattern } from '../search/pattern';
import { search } from '../search/search';
import type { FoundFile, SearchResult } from '../search/search';
import type { Turn } from '../turn';
import type { Command } from './command';

export const find: Command = {
  name: 'find',
  description: 'Search the files of this folder for a text or a regular expression',
  hint: 'PATTERN',
  run: findPattern,
};

async function findPattern(source: string, turn: Turn): Promise<void> {
  if (source === '') {
    turn.say('Write what to search for behind `/find`, such as `/find TODO`.');
    return;
  }
  const { cwd, documents, clock } = turn.context;
  const pattern = new Pattern(source);
  const toolCallId = turn.beginTool({ title: `Find ${source}`, kind: 'search', status: 'in_progress', rawInput: { pattern: source, cwd } });
  const locations: ToolCallLocation[] = [];
  try {
    const bounds = { limit: resultLimit, timeLimitMs };
    const result = await search({ root: cwd, pattern, documents: documents.all(), clock, signal: turn.signal, ...bounds }, (file) => {
      const { path } = file;
      if (path !== undefined) {
        locations.push(...file.lines.map(({ line }) => ({ path, line })));
      }
      turn.say(describe(file));
    });
    turn.updateTool({ toolCallId, status: 'completed', locations });
    turn.say(summary(source, pattern, result));
  } catch (error) {
    turn.updateTool({ toolCallId, status: 'failed', locations });
    if (turn.signal.aborted) {
      turn.say('Stopped before everything was searched.');
      return;
    }
    turn.say(`The folder ${inlineCode(cwd)} could not be searched: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const resultLimit = 200;
const timeLimitMs = 10_000;
const shownCharacters = 200;

function describe({ name, path, lines }: FoundFile): string {
  const url = path === undefined ? undefined : linkTarget(pathToFileURL(path).href);
  const items = lines.map(({ line, text }) => {
    const place = `${linkText(name)}:${line}`;
    return `- ${url === undefined ? place : `[${place}](${url}#L${line})`} ${inlineCode(excerpt(text))}`;
  });
  return `**${linkText(name)}**\n\n${items.join('\n')}\n\n`;
}

function excerpt(line: string): string {
  const text = line.trim();
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}

function summary(source: string, pattern: Pattern, { matches, filesWithMatches, filesSearched, cut }: SearchResult): string {
  const what = `${inlineCode(source)}${pattern.kind === 'literal' ? ' (taken as plain text, as it is no regular expression)' : ''}`;
  const found =
    matches === 0
      ? `No match for ${what} in ${counted(filesSearched, 'file')}.`
      : `${counted(matches, 'match', 'matches')} for ${what} in ${filesWithMatches} of ${counted(filesSearched, 'file')}.`;
  return `${found}${cut === undefined ? '' : ` ${reasonOf(cut)}`}`;
}

function reasonOf(cut: NonNullable<SearchResult['cut']>): string {
  if (cut === 'results') {
    return `There are more: I stopped at ${resultLimit} matches.`;
  }
  if (cut === 'time') {
    return `I stopped after ${timeLimitMs / 1000} s, before everything was searched.`;
  }
  return `I stopped at ${inlineCode(cut.slowIn)}, because this regular expression takes too long there.`;
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
