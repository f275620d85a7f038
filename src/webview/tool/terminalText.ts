/** Terminal output as plain text: without control sequences, with lines that were written over showing what came last. Keeps the tail. */

/** How much of a long output stands in the page until all of it is asked for. */
export const tailCharacters = 8_000;
/** And no more than this ever. */
export const mostCharacters = 400_000;

 
const controlSequence = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-~])/g;
 
const controlCharacter = /[\u0000-\u0007\u000b\u000c\u000e-\u001f\u007f]/g;

export function plainOutput(raw: string): string {
  return raw
    .replace(controlSequence, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/[^\n]\u0008/g, '')
    .replace(controlCharacter, '');
}

/** The end of a text, from the beginning of a line where there is one near. */
export function tailOf(text: string, characters: number): { readonly tail: string; readonly cut: boolean } {
  if (text.length <= characters) {
    return { tail: text, cut: false };
  }
  const tail = text.slice(-characters);
  const lineAt = tail.indexOf('\n');
  return { tail: lineAt === -1 || lineAt > characters / 2 ? tail : tail.slice(lineAt + 1), cut: true };
}
