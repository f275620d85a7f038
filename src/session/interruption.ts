/** A turn that was under way when its window went, as it is shown and offered. What decides it stands in `resume/`. */
export interface InterruptedTurn {
  readonly turnId: string;
  readonly reason: Interruption;
  readonly by: 'shutdown' | 'restart' | 'crash';
  /** The last sign of it; wall milliseconds. Absent where nothing tells. */
  readonly lastSignAt?: number;
  readonly way: WayOn;
}

export type Interruption =
  /** It was sent, and not a sign came: whether the agent took it cannot be known. */
  | { readonly kind: 'unsure' }
  | { readonly kind: 'answering' }
  /** `effect`: whether something may have been changed that we do not know of. */
  | { readonly kind: 'tool'; readonly title: string; readonly effect: 'none' | 'unknown' }
  | { readonly kind: 'question'; readonly title: string };

/** `freshStart`: it was resumed too often without success. `dismissed`: by the user, who may still take it back. */
export type WayOn = 'resume' | 'freshStart' | 'untrusted' | 'folderClosed' | 'agentMissing' | 'dismissed';
