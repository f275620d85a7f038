import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationTail } from '../resume/tail';
import type { ConversationEvent } from '../session/conversationEvent';
import type { Journal } from '../session/port';
import type { OnSetAside } from './aside';
import { EventLog } from './eventLog';
import type { LogContents } from './eventLog';
import { parseRecord } from './recordsFromEnd';

/**
 * A session's conversation: `conversation.ndjson` in the session's folder. It gives back what has the outer shape of an event; what the
 * events mean, and which kinds there are, is not known here.
 */
export class ConversationFile implements Journal {
  readonly #log: EventLog;
  #isDamageReported = false;

  private constructor(
    sessionDir: string,
    private readonly options: ConversationFileOptions,
  ) {
    this.#log = EventLog.open(conversationPath(sessionDir), { asideDir: options.asideDir, onRepair: options.onSetAside });
  }

  static open(sessionDir: string, options: ConversationFileOptions): ConversationFile {
    return new ConversationFile(sessionDir, options);
  }

  read(): readonly ConversationEvent[] {
    return this.#events(this.#log.read());
  }

  readNew(): readonly ConversationEvent[] {
    return this.#events(this.#log.readNew());
  }

  mend(): void {
    this.#log.mend();
  }

  #events({ records, badLines }: LogContents): readonly ConversationEvent[] {
    const events = records.filter(isEvent);
    const skipped = badLines + records.length - events.length;
    if (skipped > 0 && !this.#isDamageReported) {
      this.#isDamageReported = true;
      this.options.onSetAside({ path: this.#log.path, reason: `${skipped} damaged lines in it were skipped.` });
    }
    return events;
  }

  /** The conversation's end, back to the first event (from the end) that the question says yes to. */
  readTail(enough: (event: ConversationEvent) => boolean): readonly ConversationEvent[] {
    return this.#log.readTail((record) => isEvent(record) && enough(record)).records.filter(isEvent);
  }

  append(event: ConversationEvent): void {
    this.#log.append(event);
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  close(): void {
    this.#log.close();
  }
}

/**
 * The end of a conversation that may be another window's, back to the first event that the question says yes to: nothing is repaired, and
 * no more is read than is quick for any size. What says nothing of any turn (prompts that wait, and may be long) is read past, further.
 */
export function peekConversation(sessionDir: string, enough: (event: ConversationEvent) => boolean): ConversationTail {
  const near = peek(sessionDir, enough, peekLimitBytes);
  if (near.reach === 'whole' || near.events.some(tellsOfTurn)) {
    return near;
  }
  const { events, reach } = peek(sessionDir, (event) => enough(event) || tellsOfTurn(event), farLimitBytes);
  const [first] = events;
  return { events, reach: first && tellsOfTurn(first) && !enough(first) ? 'cut' : reach };
}

function peek(sessionDir: string, enough: (event: ConversationEvent) => boolean, limitBytes: number): ConversationTail {
  const { records, cut } = EventLog.peek(conversationPath(sessionDir), (record) => isEvent(record) && enough(record), limitBytes);
  return { events: records.filter(isEvent), reach: cut ? 'cut' : 'whole' };
}

/** Whether one can tell by it which turn was under way, or that one was. */
function tellsOfTurn(event: ConversationEvent): boolean {
  return event.kind === 'update' ? ['message', 'tool', 'terminal', 'plan'].includes(event.update.kind) : !['prompt', 'withdrawn'].includes(event.kind);
}

/** The whole of it, a bite at a time, with everybody else's turn in between. What is damaged is skipped; nothing is repaired. */
export async function* streamConversation(sessionDir: string): AsyncGenerator<ConversationEvent, void> {
  const path = conversationPath(sessionDir);
  if (!existsSync(path)) {
    return;
  }
  let unfinished: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      yield* eventIn([...unfinished, chunk.subarray(start, end)]);
      unfinished = [];
      start = end + 1;
    }
    unfinished.push(chunk.subarray(start));
  }
  // Its writer may have died before the newline.
  yield* eventIn(unfinished);
}

const newline = 0x0a;

function eventIn(line: readonly Buffer[]): readonly ConversationEvent[] {
  const record = parseRecord(Buffer.concat(line));
  return record && isEvent(record) ? [record] : [];
}

export interface ConversationFileOptions {
  readonly asideDir: string;
  readonly onSetAside: OnSetAside;
}

export function conversationPath(sessionDir: string): string {
  return join(sessionDir, 'conversation.ndjson');
}

/** Many turns are shorter; of a longer one it tells enough, and takes some milliseconds. */
const peekLimitBytes = 1024 * 1024;
const farLimitBytes = 64 * 1024 * 1024;

function isEvent(record: unknown): record is ConversationEvent {
  const { kind, at } = record as Record<string, unknown>;
  return typeof kind === 'string' && typeof at === 'number';
}
