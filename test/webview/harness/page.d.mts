// What the tests use of page.mjs.
import type { Page } from '@playwright/test';
import type { Card } from '../../../src/boardView/card';
import type { CardDetail } from '../../../src/boardView/cardDetail';
import type { BoardHostMessage, BoardSnapshot, BoardViewMessage } from '../../../src/boardView/protocol';
import type { HostMessage, SessionHead, Snapshot, ViewMessage } from '../../../src/chat/protocol';
import type { Change } from '../../../src/session/item';

interface Kinded {
  readonly kind: string;
}

export interface PlainPage<ViewSays extends Kinded, HostSays extends Kinded> {
  readonly page: Page;
  /** Errors and warnings of the page, refusals of its security policy among them. */
  readonly problems: readonly string[];
  posted<K extends ViewSays['kind']>(kind: K): Promise<readonly Extract<ViewSays, { kind: K }>[]>;
  /** What the view keeps for its next life. */
  kept(): Promise<unknown>;
  send(message: HostSays): Promise<void>;
  settled(): Promise<void>;
  /** How far anything reaches beyond the page or what scrolls in it, in pixels. */
  tooWideBy(): Promise<number>;
}

export interface PlainView extends PlainPage<ViewMessage, HostMessage> {
  snapshot(snapshot: Snapshot): Promise<void>;
  delta(changes: readonly Change[], head?: SessionHead): Promise<void>;
  /** Where the conversation stands, in pixels. */
  scrolled(): Promise<{ readonly top: number; readonly toEnd: number }>;
}

export interface PlainBoard extends PlainPage<BoardViewMessage, BoardHostMessage> {
  numbered(message: { readonly kind: 'snapshot'; readonly snapshot: BoardSnapshot } | { readonly kind: 'delta'; readonly cards: readonly Card[]; readonly detail?: CardDetail }): Promise<void>;
}

interface PageOptions {
  readonly theme?: 'dark' | 'light' | 'highContrast' | 'highContrastLight';
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  readonly language?: string;
  readonly direction?: 'ltr' | 'rtl';
  readonly bundle?: Readonly<Record<string, string>>;
}

export function bundleView(entry?: string): Promise<string>;
export function openView(page: Page, outdir: string, options?: PageOptions): Promise<PlainView>;
export function openBoard(page: Page, outdir: string, options?: PageOptions): Promise<PlainBoard>;
