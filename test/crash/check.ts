/**
 * After a kill: opens the state with the product, as the next window does, and compares what is there with what was promised. Opening is
 * all that it does; whatever runs then runs by itself.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turnOfTheLoop } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { HostMessage, Snapshot } from '../../src/chat/protocol';
import { ConversationFile } from '../../src/host/conversationFile';
import { openStateRoot } from '../../src/host/stateRoot';
import { systemClock } from '../../src/host/systemClock';
import { Temporaries } from '../../src/host/temporaries';
import type { ConversationEvent } from '../../src/session/conversationEvent';
import type { InterruptedTurn } from '../../src/session/interruption';
import type { UserItem } from '../../src/session/item';
import type { Account, SessionAccount } from './account';
import { labelOf, piecesIn } from './conversation';
import { openApp, stateFolder } from './openApp';

export interface Findings {
  /** What does not hold, in words. */
  readonly broken: readonly string[];
  /** Torn last lines that lie aside, and temporary files that a window left; these go when the next one has been open for a moment. */
  readonly torn: number;
  readonly litter: number;
  readonly openedInMs: number;
}

export async function checkState(folder: string, account: Account, bytes: number): Promise<Findings> {
  const broken: string[] = [];
  const now = Date.now();
  const before = process.cpuUsage();
  const picture = await open(folder, [...account.sessions.keys()], now, broken);
  const used = process.cpuUsage(before);
  // Of the processor's time: what else a machine has to do says nothing about the state.
  const openedInMs = (used.user + used.system) / 1000;
  if (openedInMs > openingLimitMs) {
    broken.push(`Opening took ${Math.round(openedInMs)} ms.`);
  }
  const again = await open(folder, [...account.sessions.keys()], now, broken);
  if (!isDeepStrictEqual(picture, again)) {
    broken.push('Opening it twice does not give the same.');
  }
  for (const [label, times] of account.got) {
    if (times > 1) {
      broken.push(`The agent got ${label} ${times} times.`);
    }
  }
  if (account.recoveriesGot > account.resumesAsked) {
    broken.push(`The agent got ${account.recoveriesGot} recoveries; ${account.resumesAsked} were asked for.`);
  }
  for (const [session, promised] of account.sessions) {
    const found = picture.get(session);
    const words = found ? checkSession(found, promised, account.got, bytes) : promised.acknowledged.size > 0 ? ['It is gone.'] : [];
    broken.push(...words.map((word) => `Session ${session}: ${word}`));
  }
  const files = filesIn(folder, broken);
  await clearTemporaries(folder, broken);
  return { broken, openedInMs, ...files };
}

/** As a window does that has been open for a moment. */
async function clearTemporaries(folder: string, broken: string[]): Promise<void> {
  const root = openStateRoot({ storagePath: stateFolder(folder), globalStoragePath: join(folder, 'global'), workspace: [folder] });
  await new Temporaries(root, { clock: systemClock, log: { info: () => undefined, warn: (line) => broken.push(`It says: ${line}`) } }).clear();
  const left = temporariesIn(folder);
  if (left > 0) {
    broken.push(`${left} temporary files of killed windows are left.`);
  }
}

/** Of both sessions, with all that a record of 1 MB and a dozen kills can have left in them. */
const openingLimitMs = 2_000;

interface Picture extends Snapshot {
  readonly events: readonly ConversationEvent[];
  readonly offered: InterruptedTurn | undefined;
}

async function open(folder: string, sessions: readonly string[], now: number, broken: string[]): Promise<ReadonlyMap<string, Picture>> {
  const { app, logged } = openApp(folder, { ...systemClock, wall: () => now });
  const pictures = new Map<string, Picture>();
  const listed = new Set(app.sessions.summaries().map(({ id }) => id));
  for (const id of sessions.filter((session) => listed.has(session))) {
    const posted: HostMessage[] = [];
    const nothing = (): void => undefined;
    const surface = { post: (one: HostMessage) => posted.push(one), openLocation: nothing, openDiff: nothing, openLink: nothing, copy: nothing, run: nothing };
    const presenter = app.present(surface, id);
    presenter.receive({ kind: 'ready' });
    await turnOfTheLoop();
    const [first] = posted;
    if (first?.kind === 'snapshot') {
      pictures.set(id, { ...first.snapshot, events: eventsOf(folder, id), offered: app.interruptions.interrupted(id) });
    }
    const state = app.sessions.find(id)?.status.kind;
    if (state !== 'idle' && state !== 'interrupted') {
      broken.push(`Session ${id} is ${state} when it is opened.`);
    }
    presenter.dispose();
    await app.sessions.opened(id)?.close();
  }
  await app.close(1_000);
  broken.push(...logged.filter((line) => !isExpected(line)).map((line) => `It says: ${line}`));
  return pictures;
}

/** A torn last line is what a kill may leave, and is put aside by the next one who writes; this one only reads. */
function isExpected(line: string): boolean {
  return line.startsWith('The state of this workspace is in ');
}

function eventsOf(folder: string, session: string): readonly ConversationEvent[] {
  const file = ConversationFile.open(join(stateFolder(folder), 'sessions', session), { asideDir: join(folder, 'aside'), onSetAside: () => undefined });
  try {
    return file.read();
  } finally {
    file.close();
  }
}

function checkSession(found: Picture, promised: SessionAccount, got: Account['got'], bytes: number): readonly string[] {
  return [
    ...promised.refused.map((why) => `A prompt was refused: ${why}`),
    ...checkPrompts(found, promised, got, bytes),
    ...checkAnswers(found, promised, bytes),
    ...checkDraft(found, promised, bytes),
    ...checkOffer(found),
  ];
}

function checkPrompts({ events, items, head }: Picture, promised: SessionAccount, got: Account['got'], bytes: number): readonly string[] {
  const broken: string[] = [];
  const taken = events.flatMap((event) => (event.kind === 'prompt' && event.origin !== 'recovery' ? [event.clientId] : []));
  const inOrder = [...promised.asked].filter((label) => taken.includes(label));
  if (!isDeepStrictEqual(taken, inOrder)) {
    broken.push(`Its prompts are ${taken.join(' ')}, and should be ${inOrder.join(' ')}.`);
  }
  const lost = [...promised.acknowledged].filter((label) => !taken.includes(label));
  if (lost.length > 0) {
    broken.push(`Acknowledged and lost: ${lost.join(' ')}.`);
  }
  const shown = new Map(items.flatMap((item) => (item.kind === 'user' && item.origin !== 'recovery' ? [[labelOfItem(item, bytes), item]] : [])));
  for (const label of taken) {
    const [item, withdrawn] = [shown.get(label), promised.withdrawn.get(label)];
    const last = promised.states.get(label);
    if (!item) {
      if (withdrawn === undefined) {
        broken.push(`${label} is not shown.`);
      }
    } else if (withdrawn === 'yes') {
      broken.push(`${label} was taken back and is there.`);
    } else if (item.state === 'queued' && (got.has(label) || (last !== undefined && last !== 'queued'))) {
      broken.push(`${label} waits, but the agent ${got.has(label) ? 'has it' : `may have it (${last})`}.`);
    } else if (isEnd(last) && item.state !== last) {
      broken.push(`${label} was ${last} and is ${item.state}.`);
    }
  }
  if (items.some((item) => item.kind === 'user' && item.state === 'queued') && !head.queueHeld) {
    broken.push('What waits is not held.');
  }
  return broken;
}

function isEnd(state: string | undefined): boolean {
  return state !== undefined && ['done', 'failed', 'unknown'].includes(state);
}

function labelOfItem({ content }: UserItem, bytes: number): string {
  const [first] = content;
  return (first?.kind === 'text' ? labelOf(first.text, bytes) : undefined) ?? 'damaged';
}

function checkAnswers({ items }: Picture, promised: SessionAccount, bytes: number): readonly string[] {
  const broken: string[] = [];
  const parts = new Map<string, number>();
  for (const item of items) {
    try {
      const text = item.kind === 'message' ? item.content.map((content) => (content.kind === 'text' ? content.text : '')).join('') : '';
      for (const { answer, index } of text === '' ? [] : piecesIn(text, bytes)) {
        if (index !== (parts.get(answer) ?? 0)) {
          broken.push(`Part ${index} of ${answer} stands where ${parts.get(answer) ?? 0} should.`);
        }
        parts.set(answer, index + 1);
      }
    } catch (error) {
      broken.push(String(error));
    }
  }
  for (const [answer, count] of promised.told) {
    if ((parts.get(answer) ?? 0) < count) {
      broken.push(`${count} parts of ${answer} were shown, ${parts.get(answer) ?? 0} are there.`);
    }
  }
  return broken;
}

function checkDraft({ draft }: Picture, promised: SessionAccount, bytes: number): readonly string[] {
  const label = draft === '' ? '' : (labelOf(draft, bytes) ?? 'damaged');
  const { kept } = promised.drafts;
  return promised.findsDraft(label) ? [] : [`The draft is ${label}, and should be ${kept}.`];
}

/** What is offered is what is under way by the conversation, which is judged here in a way of its own. */
function checkOffer({ events, offered, items }: Picture): readonly string[] {
  const last = events.findLast((event) => event.kind === 'sent')?.turnId;
  const outcome = events.findLast((event) => event.kind === 'ended' && event.turnId === last);
  const stopped = events.some((event) => event.kind === 'stopPressed' && event.turnId === last);
  const isOver = last === undefined || stopped || (outcome?.kind === 'ended' && outcome.outcome.kind !== 'interrupted');
  if (isOver) {
    return offered && !cameToNothing(events, last, offered.turnId) ? [`${offered.turnId} is offered and is over: ${told(events)}`] : [];
  }
  // The person has asked something else, or has said yes to going on, and that waits.
  const movedOn = outcome !== undefined && items.some((item) => item.kind === 'user' && item.state === 'queued');
  return offered || movedOn || isNoteOnly(events, last) ? [] : [`${last} was under way and is not offered: ${told(events)}`];
}

/** A resume that was answered with nothing: the work that it should have gone on with is as it was, and is offered still. */
function cameToNothing(events: readonly ConversationEvent[], last: string | undefined, offeredId: string): boolean {
  const isOurs = events.some((event) => event.kind === 'prompt' && event.turnId === last && event.origin === 'recovery');
  const end = events.findLast((event) => event.kind === 'ended' && event.turnId === last);
  const before = events.findLast((event) => event.kind === 'ended' && event.turnId === offeredId);
  const wasInterrupted = before === undefined || (before.kind === 'ended' && before.outcome.kind === 'interrupted');
  return isOurs && wasInterrupted && end?.kind === 'ended' && end.outcome.kind === 'answered' && end.outcome.empty;
}

/** A second resume that was asked for, of work that the first one has ended meanwhile; and nobody answered it. */
function isNoteOnly(events: readonly ConversationEvent[], turnId: string): boolean {
  const at = events.findLastIndex((event) => event.kind === 'sent');
  const isOurs = events.some((event) => event.kind === 'prompt' && event.turnId === turnId && event.origin === 'recovery');
  const before = events.slice(0, at).findLast((event) => event.kind === 'sent')?.turnId;
  const end = events.findLast((event) => event.kind === 'ended' && event.turnId === before);
  const isOver = end?.kind === 'ended' && end.outcome.kind !== 'interrupted';
  return isOurs && isOver && !events.slice(at).some(({ kind }) => kind === 'update' || kind === 'asked');
}

/** The end of what happened, in short. */
function told(events: readonly ConversationEvent[]): string {
  return events
    .slice(-15)
    .map((event) => [event.kind, 'turnId' in event ? event.turnId : '', 'origin' in event ? event.origin : '', 'outcome' in event ? event.outcome.kind : ''].join(' '))
    .join(', ');
}

/** No file may be torn but the last line of a conversation; what a dead window was about to put in place is counted. */
function filesIn(folder: string, broken: string[]): Pick<Findings, 'torn' | 'litter'> {
  let torn = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.name.endsWith('.json') && entry.isFile()) {
      try {
        JSON.parse(readFileSync(path, 'utf8'));
      } catch {
        broken.push(`${path} is torn.`);
      }
    }
    torn += entry.parentPath.endsWith('aside') ? 1 : 0;
  }
  return { torn, litter: temporariesIn(folder) };
}

function temporariesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp')).length;
}
