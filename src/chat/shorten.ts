/** Text of agents and people where there is room for one line, and where no icons are drawn: trees, tab titles, cards, speech. */
export function shorten(text: string, limitCharacters = 80): string {
  // Control characters, and those that turn the direction of what follows them.
  const line = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= limitCharacters ? line : `${characters.slice(0, limitCharacters - 1).join('').trimEnd()}…`;
}
