/** What a message or a tool call can contain, as we keep it: ACP's content blocks, with whatever we do not know kept as it came. */
export type Content =
  /** `for`: words of ours that the agent is to know and nobody has said. */
  | { readonly kind: 'text'; readonly text: string; readonly for?: 'agent' }
  | { readonly kind: 'image'; readonly mimeType: string; /** Base64. */ readonly data?: string; readonly uri?: string }
  | { readonly kind: 'audio'; readonly mimeType: string; /** Base64. */ readonly data: string }
  | { readonly kind: 'link'; readonly uri: string; readonly name: string; readonly title?: string; readonly description?: string }
  | { readonly kind: 'resource'; readonly uri: string; readonly mimeType?: string; readonly text?: string }
  | { readonly kind: 'unknown'; readonly type: string; readonly raw: unknown };

export type ToolContent =
  | { readonly kind: 'content'; readonly content: Content }
  /** `oldText` is absent for a new file. */
  | { readonly kind: 'diff'; readonly path: string; readonly oldText?: string; readonly newText: string }
  /** Its output is the terminal item with the id `terminalItemId(terminalId)`. */
  | { readonly kind: 'terminal'; readonly terminalId: string }
  | { readonly kind: 'unknown'; readonly type: string; readonly raw: unknown };

/** A place in a file. `line` is 1-based. */
export interface Location {
  readonly path: string;
  readonly line?: number;
}

/**
 * Whether it is a command of the agent's own (`/compact`), which agents know only by its being the first that they read. Agents may have
 * more of them than they tell; a path has a second slash.
 */
export function isCommand([first]: readonly Content[]): boolean {
  return first?.kind === 'text' && /^\/[\w:.-]+(\s|$)/.test(first.text);
}

/** The text of contents that have one, joined; for titles, search and plain-text views. */
export function textOf(contents: readonly Content[]): string {
  return contents.map((content) => (content.kind === 'text' ? content.text : content.kind === 'link' ? content.name : '')).join('');
}
