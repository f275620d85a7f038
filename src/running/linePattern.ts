/**
 * What a person wants to hear of in an output: a text in any case, or `/a regular expression/`. An expression can take for ever on a
 * harmless line, so whoever looks with it does so within a time.
 */
export interface LinePattern {
  /** As it was typed. */
  readonly source: string;
  readonly kind: 'text' | 'expression';
  readonly expression: RegExp;
}

/** Without a value: it is empty, or no regular expression; `problem` is the engine's own words. */
export type ReadPattern = { readonly kind: 'pattern'; readonly pattern: LinePattern } | { readonly kind: 'empty' } | { readonly kind: 'wrong'; readonly problem: string };

export function readPattern(typed: string): ReadPattern {
  const source = typed.trim();
  if (source === '') {
    return { kind: 'empty' };
  }
  const [, body, flags] = /^\/(.+)\/([imsu]*)$/.exec(source) ?? [];
  try {
    const expression = body === undefined ? new RegExp(escaped(source), 'i') : new RegExp(body, flags);
    return { kind: 'pattern', pattern: { source, kind: body === undefined ? 'text' : 'expression', expression } };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : String(error) };
  }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
