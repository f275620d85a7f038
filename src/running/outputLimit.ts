/**
 * How often one process may tell of its output: once in a window, and not at all any more after three windows in a row in which there was
 * more. A window without more forgives. It counts; what is said is another's business.
 */
export type Admission = { readonly kind: 'tell'; readonly heldBack: number } | { readonly kind: 'hold' } | { readonly kind: 'giveUp' };

export class OutputLimit {
  #windowEndsAt = -Infinity;
  #heldBack = 0;
  #strikes = 0;

  /** A line matches; `now` is monotonic. */
  admit(now: number): Admission {
    if (now >= this.#windowEndsAt) {
      const heldBack = this.#heldBack;
      this.#strikes = heldBack === 0 ? 0 : this.#strikes;
      this.#heldBack = 0;
      this.#windowEndsAt = now + windowMs;
      return { kind: 'tell', heldBack };
    }
    this.#heldBack += 1;
    if (this.#heldBack === 1) {
      this.#strikes += 1;
    }
    return this.#strikes >= strikeLimit ? { kind: 'giveUp' } : { kind: 'hold' };
  }
}

const windowMs = 15_000;
const strikeLimit = 3;
