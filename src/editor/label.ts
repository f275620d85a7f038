/**
 * Text of agents and people as part of VS Code's own labels: one line, not too long, and no icons smuggled in. A title such as
 * `echo $(sync)` would otherwise be drawn as an arrow.
 */
export function label(text: string, limitCharacters = 80): string {
  return iconless(shorten(text, limitCharacters));
}

/** One line of at most so many characters, for places that draw no icons: trees, tab titles, speech. */
export function shorten(text: string, limitCharacters = 80): string {
  // Control characters, and those that turn the direction of what follows them.
  const line = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= limitCharacters ? line : `${characters.slice(0, limitCharacters - 1).join('').trimEnd()}…`;
}

function iconless(text: string): string {
  return text.replace(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, '\\$&');
}
