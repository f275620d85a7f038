/**
 * Text of agents and people as part of VS Code's own labels: one line, not too long, and no icons smuggled in. A title such as
 * `echo $(sync)` would otherwise be drawn as an arrow.
 */
import { shorten } from '../chat/shorten';

export { shorten };

export function label(text: string, limitCharacters = 80): string {
  return iconless(shorten(text, limitCharacters));
}

function iconless(text: string): string {
  return text.replace(/\$\([a-z0-9-]+(?:~[a-z]+)?\)/gi, '\\$&');
}
