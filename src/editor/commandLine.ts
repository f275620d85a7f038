/**
 * Takes a command line apart as a person types it: words, quotes, and nothing else that a shell does. A backslash escapes a quote, a space
 * or itself, and is an ordinary character otherwise, so that Windows paths survive. An open quote is an error.
 */
export function splitCommandLine(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] as string;
    const next = line[at + 1];
    if (character === '\\' && quote !== "'" && next !== undefined && (quote === undefined ? /[\s'"\\]/ : /["\\]/).test(next)) {
      word = (word ?? '') + next;
      at += 1;
    } else if (quote !== undefined) {
      if (character === quote) {
        quote = undefined;
      } else {
        word = (word ?? '') + character;
      }
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) {
        words.push(word);
        word = undefined;
      }
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== undefined) {
    return undefined;
  }
  return word === undefined ? words : [...words, word];
}
