/**
 * Whether a JSON text is nested deeper than a limit. `JSON.parse` takes any depth, but everything behind it (the conversation's file, the
 * view's messages) writes JSON again, and that overflows the stack. It reads no values, and passes over strings at the speed of a search.
 */
export function isNestedDeeper(text: string, limit: number): boolean {
  // So many brackets have to close again: the small messages of a stream cost nothing.
  if (text.length < 2 * limit) {
    return false;
  }
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case openBrace:
      case openBracket:
        depth += 1;
        if (depth > limit) {
          return true;
        }
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
    }
  }
  return false;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** Where the string that begins at `start` has its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text.charCodeAt(end - 1 - slashes) === backslash) {
      slashes += 1;
    }
    if (slashes % 2 === 0) {
      return end;
    }
  }
  return text.length;
}
