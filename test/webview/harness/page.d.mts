// What the tests use of page.mjs.
import type { Page } from '@playwright/test';
import type { HostMessage, SessionHead, Snapshot, ViewMessage } from '../../../src/chat/protocol';
import type { Change } from '../../../src/session/item';

export interface PlainView {
  readonly page: Page;
  /** Errors and warnings of the page, refusals of its security policy among them. */
  readonly problems: readonly string[];
  posted<K extends ViewMessage['kind']>(kind: K): Promise<readonly Extract<ViewMessage, { kind: K }>[]>;
  /** What the view keeps for its next life. */
  kept(): Promise<unknown>;
  send(message: HostMessage): Promise<void>;
  snapshot(snapshot: Snapshot): Promise<void>;
  delta(changes: readonly Change[], head?: SessionHead): Promise<void>;
  settled(): Promise<void>;
  /** Where the conversation stands, in pixels. */
  scrolled(): Promise<{ readonly top: number; readonly toEnd: number }>;
  /** How far anything reaches beyond the page or the conversation, in pixels. */
  tooWideBy(): Promise<number>;
}

export function bundleView(entry?: string): Promise<string>;
export function openView(
  page: Page,
  outdir: string,
  options?: {
    readonly theme?: 'dark' | 'light' | 'highContrast' | 'highContrastLight';
    readonly width?: number;
    readonly height?: number;
    readonly state?: unknown;
    readonly language?: string;
    readonly direction?: 'ltr' | 'rtl';
    readonly bundle?: Readonly<Record<string, string>>;
  },
): Promise<PlainView>;
