/** The prompts of this session, walked with the arrow keys from the edges of the text. What was being typed is the newest entry. */
export class PromptHistory {
  #at: number | undefined;
  #typed = '';

  /** The prompt before the present one; nothing at the oldest. */
  older(prompts: readonly string[], text: string): string | undefined {
    const from = this.#at ?? prompts.length;
    if (from === 0) {
      return undefined;
    }
    if (this.#at === undefined) {
      this.#typed = text;
    }
    this.#at = from - 1;
    return prompts[this.#at];
  }

  newer(prompts: readonly string[]): string | undefined {
    if (this.#at === undefined) {
      return undefined;
    }
    const next = this.#at + 1;
    this.#at = next < prompts.length ? next : undefined;
    return this.#at === undefined ? this.#typed : prompts[next];
  }

  /** The user types: what stands there is his own again. */
  leave(): void {
    this.#at = undefined;
  }
}
