/** What the agent says and thinks, which comes in pieces: those that belong together make one message. */
import type { Content } from './content';
import type { Change, MessageItem } from './item';
import type { Items } from './items';

export interface Piece {
  readonly messageId?: string;
  readonly content: Content;
}

export class Speech {
  /** The message that the next piece continues. */
  #open: { readonly id: string; readonly speaker: string; readonly messageId: string | undefined } | undefined;

  constructor(private readonly items: Items) {}

  /** `newId`: of the message, where this piece begins one. */
  say(speaker: MessageItem['speaker'], { messageId, content }: Piece, newId: string, at: number): readonly Change[] {
    const open = this.#open;
    const goesOn = open?.speaker === speaker && (messageId === undefined || open.messageId === messageId);
    const item = goesOn ? (this.items.get(open.id) as MessageItem) : undefined;
    if (!item) {
      this.#open = { id: newId, speaker, messageId };
      return this.items.put({ kind: 'message', id: newId, speaker, content: [content], at });
    }
    const last = item.content.at(-1);
    if (content.kind !== 'text' || last?.kind !== 'text') {
      return this.items.put({ ...item, content: [...item.content, content] });
    }
    const joined: Content = { kind: 'text', text: last.text + content.text };
    return this.items.grow({ ...item, content: [...item.content.slice(0, -1), joined] }, content.text);
  }

  /** Something else came in between: whatever is said next is a message of its own. */
  pause(): void {
    this.#open = undefined;
  }
}
