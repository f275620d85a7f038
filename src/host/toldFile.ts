import type { ToldOnce } from '../resume/port';
import type { OnSetAside } from './aside';
import type { JsonFile } from './jsonFile';
import { isProcessIdentity, livenessOf, ownIdentity, type ProcessIdentity } from './processIdentity';
import { sharedFile } from './sharedFile';
import type { StateRoot } from './stateRoot';

/**
 * What was told to the user, and by which window: `told.json`, so that one window tells what several could. What a window told that is gone
 * or closes may be told again: by the next start, which is what it is for.
 */
export class ToldFile implements ToldOnce {
  readonly #file: JsonFile<Told>;

  constructor(
    root: StateRoot,
    private readonly window: string,
    onSetAside: OnSetAside,
  ) {
    this.#file = sharedFile<Told>(root, 'told.json', {
      parse: parseTold,
      fallback: () => ({ told: [] }),
      onSetAside,
    });
  }

  claim(keys: readonly string[]): readonly string[] {
    let ours: readonly string[] = [];
    this.#file.update(({ told }) => {
      const kept = told.filter(({ by, window }) => window === this.window || livenessOf(by) !== 'dead');
      ours = keys.filter((key) => !kept.some((one) => one.key === key));
      return { told: [...kept, ...ours.map((key) => ({ key, window: this.window, by: ownIdentity() }))].slice(-keptLimit) };
    });
    return ours;
  }

  /** The window closes: its successor, which may start while it still does, tells anew. */
  close(): void {
    this.#file.update((current) => {
      const kept = current.told.filter(({ window }) => window !== this.window);
      return kept.length === current.told.length ? current : { told: kept };
    });
  }
}

interface Told {
  readonly told: readonly { readonly key: string; readonly window: string; readonly by: ProcessIdentity }[];
}

const keptLimit = 1_000;

function parseTold(raw: unknown): Told {
  const { told } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  if (!Array.isArray(told)) {
    throw new Error('It holds no list of what was told.');
  }
  return { told: told.filter(isTold) };
}

function isTold(raw: unknown): raw is Told['told'][number] {
  const { key, window, by } = (raw ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && typeof window === 'string' && isProcessIdentity(by);
}
