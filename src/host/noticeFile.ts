import { cardNews, keyOf } from '../notice/notice';
import type { CardNotice, Notice, ProcessNotice, TurnNotice } from '../notice/notice';
import type { NoticeStore } from '../notice/port';
import type { OnSetAside } from './aside';
import type { JsonFile } from './jsonFile';
import { isProcessIdentity, livenessOf, ownIdentity, type ProcessIdentity } from './processIdentity';
import { sharedFile } from './sharedFile';
import type { StateRoot } from './stateRoot';

/**
 * `notices.json`: what the user is owed, and which window is to tell it. The windows of a workspace share it; a window that is provably
 * gone holds nothing any more. What is said, and when, is not known here.
 */
export class NoticeFile implements NoticeStore {
  readonly #file: JsonFile<Stored>;

  constructor(
    root: StateRoot,
    private readonly window: string,
    onSetAside: OnSetAside,
  ) {
    this.#file = sharedFile<Stored>(root, 'notices.json', {
      parse: parseStored,
      fallback: () => ({ notices: [] }),
      isEmpty: ({ notices }) => notices.length === 0,
      onSetAside,
    });
  }

  read(): readonly Notice[] {
    return this.#known(this.#file.read());
  }

  update(change: (current: readonly Notice[]) => readonly Notice[]): readonly Notice[] {
    return this.#known(
      this.#file.update((stored) => {
        const before = this.#known(stored);
        const after = change(before);
        return after === before ? stored : { notices: after.map((notice) => this.#stored(notice, stored)) };
      }),
    );
  }

  #known({ notices }: Stored): readonly Notice[] {
    return notices.map(({ by, ...notice }) => ({ ...notice, hands: this.#handsOf(by) }));
  }

  #handsOf(by: Holder | undefined): Notice['hands'] {
    if (by?.window === this.window) {
      return 'ours';
    }
    return by === undefined || livenessOf(by.process) === 'dead' ? 'free' : 'elsewhere';
  }

  #stored({ hands, ...notice }: Notice, before: Stored): StoredNotice {
    if (hands === 'free') {
      return notice;
    }
    const other = before.notices.find((one) => keyOf(one) === keyOf(notice));
    const by = hands === 'ours' ? { window: this.window, process: ownIdentity() } : other?.by;
    return { ...notice, ...(by && { by }) };
  }
}

interface Holder {
  readonly window: string;
  readonly process: ProcessIdentity;
}

type StoredNotice = (Omit<TurnNotice, 'hands'> | Omit<CardNotice, 'hands'> | Omit<ProcessNotice, 'hands'>) & { readonly by?: Holder };

interface Stored {
  readonly notices: readonly StoredNotice[];
}

function parseStored(raw: unknown): Stored {
  const { notices } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  if (!Array.isArray(notices)) {
    throw new Error('It holds no list of notices.');
  }
  return { notices: notices.filter(isStored) };
}

function isStored(raw: unknown): raw is StoredNotice {
  const { sessionId, turnId, eventId, command, taskId, news, at, outcome, preview, state, attempts, by } = (raw ?? {}) as Record<string, unknown>;
  const isOfTurn = [sessionId, turnId, kindOf(outcome)].every((text) => typeof text === 'string');
  const isOfCard = typeof taskId === 'string' && cardNews.some((known) => known === news);
  const isOfProcess = [sessionId, eventId, command, kindOf(news)].every((text) => typeof text === 'string');
  return (
    (isOfTurn || isOfCard || isOfProcess) &&
    typeof preview === 'string' &&
    [at, attempts].every((number) => typeof number === 'number') &&
    (state === 'promised' || state === 'owed' || state === 'told' || state === 'read') &&
    (by === undefined || isHolder(by))
  );
}

function kindOf(raw: unknown): unknown {
  const { kind } = (raw ?? {}) as Record<string, unknown>;
  return kind;
}

function isHolder(raw: unknown): raw is Holder {
  const { window, process } = (raw ?? {}) as Record<string, unknown>;
  return typeof window === 'string' && isProcessIdentity(process);
}
