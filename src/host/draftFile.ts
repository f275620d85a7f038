import type { OnSetAside } from './aside';
import type { JsonFile } from './jsonFile';
import { sharedFile } from './sharedFile';
import type { StateRoot } from './stateRoot';

/**
 * What was typed and not sent, by session, in `drafts.json`: on disk while it is typed, because a window can go at any moment. Windows
 * share the file, so each changes one session's text at a time. A disk that refuses costs no more than the draft's next life.
 */
export class DraftFile {
  readonly #file: JsonFile<Drafts>;
  /** In this window: it is what its person sees, whatever another one types. Of the others the file knows, which may have sent it. */
  readonly #typed = new Map<string, string>();

  constructor(
    root: StateRoot,
    private readonly options: { readonly onSetAside: OnSetAside; readonly onError: (error: unknown) => void },
  ) {
    this.#file = sharedFile<Drafts>(root, 'drafts.json', {
      parse: parseDrafts,
      fallback: () => ({}),
      onSetAside: options.onSetAside,
    });
  }

  get(sessionId: string): string {
    return this.#typed.get(sessionId) ?? this.#file.read()[sessionId] ?? '';
  }

  /** Also one that was typed in another window since. */
  has(sessionId: string): boolean {
    return this.get(sessionId) !== '' || (this.#file.read()[sessionId] ?? '') !== '';
  }

  /** With what another window has typed in it. */
  remove(sessionId: string): void {
    this.#typed.delete(sessionId);
    this.#write(sessionId, '');
  }

  set(sessionId: string, text: string): void {
    if (this.get(sessionId) === text) {
      return;
    }
    this.#typed.set(sessionId, text);
    this.#write(sessionId, text);
  }

  #write(sessionId: string, text: string): void {
    try {
      this.#file.update((drafts) => {
        const { [sessionId]: before, ...others } = drafts;
        return (before ?? '') === text ? drafts : withinLimit(text === '' ? others : { ...others, [sessionId]: text });
      });
    } catch (error) {
      this.options.onError(error);
    }
  }
}

type Drafts = Readonly<Record<string, string>>;

/** Drafts of the sessions typed in last; those of long ago go. */
const draftLimit = 50;

function withinLimit(drafts: Drafts): Drafts {
  return Object.fromEntries(Object.entries(drafts).slice(-draftLimit));
}

function parseDrafts(raw: unknown): Drafts {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new Error('It holds no drafts.');
  }
  return Object.fromEntries(Object.entries(raw).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
