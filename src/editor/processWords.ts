/** Processes that agents have left running, in words: as rows, and what became of them. Their output is theirs: it is cut, and no more. */
import { presentable } from '../agent/redact';
import { age, duration } from '../chat/ago';
import { sayDuration } from '../chat/timeWords';
import type { Translate } from '../chat/words';
import { isProgress } from '../notice/notice';
import type { ProcessNotice } from '../notice/notice';
import type { LeftProcess } from '../running/leftProcess';
import type { Exit } from '../session/failure';
import { shorten } from './label';
import type { TreeRow } from './treeRow';

export function processRow({ commandLine, state, startedAt, lastLine, wish, matches }: Shown, now: number, t: Translate): TreeRow {
  const title = shorten(presentable(commandLine));
  const lastWords = shorten(presentable(lastLine), 60);
  const said = lastWords === '' ? [] : [lastWords];
  if (state.kind === 'ended') {
    const parts = [sayHow(state.how, t), ...said, age(now - state.at, t)];
    return { title, description: parts.join(' · '), ...pictureOf(state.how), context: 'process over', spoken: spoken(title, parts, t) };
  }
  const ranMs = now - startedAt;
  // A list is no stopwatch.
  const parts = [ranMs < 60_000 ? t('running') : t('running {0}', duration(ranMs, t)), ...said, ...sayWish(wish, matches, t)];
  const isWatched = wish.kind !== 'nothing';
  return {
    title,
    description: parts.join(' · '),
    icon: isWatched ? 'bell' : 'terminal',
    context: isWatched ? 'process live watched' : 'process live',
    spoken: spoken(title, parts, t),
  };
}

export function sayProcessNews({ command, news, preview }: ProcessNotice, t: Translate): string {
  const name = shorten(presentable(command), 60);
  switch (news.kind) {
    case 'ended': {
      const lastLine = preview.slice(preview.lastIndexOf('\n') + 1);
      return `${t('“{0}” has ended: {1}.', name, sayExit(news.exit, t))} ${shorten(presentable(lastLine), 100)}`.trim();
    }
    case 'endedWith':
      return news.whom === 'agent' ? t('“{0}” was ended together with its agent.', name) : t('“{0}” was ended together with its window.', name);
    case 'printed': {
      const line = t('“{0}” printed: {1}', name, shorten(presentable(news.line), 150));
      return news.heldBack === 0 ? line : `${line} ${t('({0} more since the last time)', news.heldBack)}`;
    }
    case 'watchEnded':
      return news.why === 'tooOften'
        ? t('“{0}” prints what you look for again and again. From now on you hear only of its end.', name)
        : t('What you look for takes too long to find in the output of “{0}”. From now on you hear only of its end.', name);
    case 'storm':
      return t('Processes print what you look for faster than anybody could read, “{0}” among them. You hear no more of it for {1}.', name, sayDuration(news.quietMs, t));
    case 'stormOver':
      return news.heldBack === 1 ? t('You were not told of 1 line that you look for.') : t('You were not told of {0} lines that you look for.', news.heldBack);
  }
}

export function sayProcessNotices(notices: readonly ProcessNotice[], t: Translate): string {
  const [first] = notices;
  if (!first || notices.length === 1) {
    return first ? sayProcessNews(first, t) : '';
  }
  const ended = notices.filter((notice) => !isProgress(notice)).length;
  const printed = notices.length - ended;
  const counts = [
    ...(ended === 0 ? [] : [ended === 1 ? t('1 process ended') : t('{0} processes ended', ended)]),
    ...(printed === 0 ? [] : [printed === 1 ? t('1 line of output') : t('{0} lines of output', printed)]),
  ];
  return t('Processes left running: {0}.', counts.join(', '));
}

export function sayExit({ code, signal }: Exit, t: Translate): string {
  if (signal !== undefined) {
    return t('signal {0}', signal);
  }
  return code === undefined ? t('nobody knows how') : t('exit code {0}', code);
}

type Shown = Pick<LeftProcess, 'commandLine' | 'state' | 'startedAt' | 'lastLine' | 'wish' | 'matches'>;

type How = Extract<LeftProcess['state'], { kind: 'ended' }>['how'];

function sayHow(how: How, t: Translate): string {
  if ('exit' in how) {
    return t('ended: {0}', sayExit(how.exit, t));
  }
  return how.with === 'agent' ? t('ended with its agent') : t('ended with its window');
}

/** Somebody's hand ends it by this signal. */
function pictureOf(how: How): Pick<TreeRow, 'icon' | 'color'> {
  if (!('exit' in how) || how.exit.signal === 'SIGTERM') {
    return { icon: 'debug-stop' };
  }
  return how.exit.code === 0 ? { icon: 'pass' } : { icon: 'error', color: 'list.errorForeground' };
}

function spoken(title: string, parts: readonly string[], t: Translate): string {
  return [title, t('Process left running'), ...parts].join(', ');
}

function sayWish(wish: LeftProcess['wish'], matches: number, t: Translate): readonly string[] {
  switch (wish.kind) {
    case 'nothing':
      return [];
    case 'end':
      return [t('you hear when it ends')];
    case 'output': {
      const watch = t('you hear of “{0}”', shorten(wish.pattern.source, 30));
      return [matches === 0 ? watch : t('{0}, {1} times so far', watch, matches)];
    }
  }
}
