/**
 * Searches a folder as the user sees it: what stands unsaved in an open document counts, not what is on disk, and documents that were
 * never saved count too. Bounded in results and in time; stops between two files when it is told to.
 */
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Clock } from '../../base/clock';
import type { OpenDocument } from '../documents';
import { filesOf, readText, rulesOf } from './folder';
import { PatternTooSlowError } from './pattern';
import type { MatchedLine, Pattern } from './pattern';

export interface FoundFile {
  readonly name: string;
  /** Absent for a document that was never saved. */
  readonly path?: string;
  readonly lines: readonly MatchedLine[];
}

export interface SearchRequest {
  readonly root: string;
  readonly pattern: Pattern;
  readonly documents: readonly OpenDocument[];
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limit: number;
  readonly timeLimitMs: number;
}

export interface SearchResult {
  readonly matches: number;
  readonly filesWithMatches: number;
  readonly filesSearched: number;
  /** Why it ended before everything was searched; absent when it did not. */
  readonly cut?: 'results' | 'time' | { readonly slowIn: string };
}

/** Tells each file with matches as it is found. Rejects with the signal's reason, or where the folder cannot be read. */
export async function search(request: SearchRequest, onFound: (file: FoundFile) => void): Promise<SearchResult> {
  const { pattern, clock, signal, limit, timeLimitMs } = request;
  const endsAt = clock.now() + timeLimitMs;
  const count = { matches: 0, filesWithMatches: 0, filesSearched: 0 };
  for await (const { name, path, text } of textsOf(request)) {
    signal.throwIfAborted();
    if (clock.now() >= endsAt) {
      return { ...count, cut: 'time' };
    }
    if (text === undefined) {
      continue;
    }
    let lines: readonly MatchedLine[];
    try {
      // One more than may be told, to know whether there are more.
      lines = pattern.find(text, limit - count.matches + 1);
    } catch (error) {
      if (error instanceof PatternTooSlowError) {
        return { ...count, cut: { slowIn: name } };
      }
      throw error;
    }
    count.filesSearched += 1;
    const told = lines.slice(0, limit - count.matches);
    if (told.length > 0) {
      count.matches += told.length;
      count.filesWithMatches += 1;
      onFound({ name, lines: told, ...(path === undefined ? {} : { path }) });
    }
    if (told.length < lines.length) {
      return { ...count, cut: 'results' };
    }
  }
  signal.throwIfAborted();
  return count;
}

/** Files read at the same time: most of the time is spent waiting for the disk. */
const readAhead = 16;

type Searched = Omit<OpenDocument, 'text'> & { readonly text: string | undefined };

/** What is no text is told as well, so that the caller can look at its bounds. */
async function* textsOf({ root, documents }: SearchRequest): AsyncGenerator<Searched, void> {
  const rules = await rulesOf(root);
  const open = new Map(documents.map((document) => [document.path ?? '', document]));
  const seen = new Set<string>();
  const reading: Promise<Searched>[] = [];
  for await (const name of filesOf(root, rules)) {
    const path = join(root, name);
    seen.add(path);
    const unsaved = open.get(path)?.text;
    reading.push((unsaved === undefined ? readText(path) : Promise.resolve(unsaved)).then((text) => ({ name, path, text })));
    if (reading.length >= readAhead) {
      yield await (reading.shift() as Promise<Searched>);
    }
  }
  yield* reading;
  for (const document of documents) {
    if (document.path === undefined) {
      yield document;
    } else if (!seen.has(document.path)) {
      const name = relative(root, document.path).split(sep).join('/');
      if (!name.startsWith('../') && !isAbsolute(name) && !rules.ignoresWithin(name)) {
        yield { ...document, name };
      }
    }
  }
}
