/** One stray process in a list that a person chooses from: what it is, whose it is, and how we know. Its command line may hold secrets. */
import { presentable } from '../agent/redact';
import type { Translate } from '../chat/words';
import type { Stray } from '../host/strays';
import { duration } from '../chat/ago';
import { label } from './label';

export interface StrayRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

export function strayRow({ command, pid, startedAt, openedAt, window, proof }: Stray, now: number, t: Translate): StrayRow {
  const whose = openedAt === undefined ? t('window {0}', window) : t('window {0}, opened {1} ago', window, duration(now - openedAt, t));
  return {
    label: label(presentable(command)),
    description: startedAt === undefined ? t('process {0}', pid) : t('process {0}, started {1} ago', pid, duration(now - startedAt, t)),
    detail: label(`${whose} · ${howWeKnow(proof, t)}`, 200),
  };
}

function howWeKnow(proof: Stray['proof'], t: Translate): string {
  switch (proof) {
    case 'start':
      return t('written down by that window when it started');
    case 'mark':
      return t("carries that window's mark");
    case 'family':
      return t('descends from a process of that window');
    case 'none':
      return t('may be of that window, which cannot be known');
  }
}
