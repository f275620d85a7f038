/**
 * A sentence for people, made where nobody knows their language: as it is in English, with what stands in its holes apart. The bundle for
 * translators holds every sentence that is given to `said`; whoever shows one translates it.
 */
export interface Said {
  /** `{0}`, `{1}` … stand for `args`. */
  readonly text: string;
  readonly args: readonly (string | number)[];
}

export function said(text: string, ...args: readonly (string | number)[]): Said {
  return { text, args };
}

/** For logs, and for models. */
export function inEnglish({ text, args }: Said): string {
  return text.replace(/\{(\d+)\}/g, (hole, at) => String(args[Number(at)] ?? hole));
}
