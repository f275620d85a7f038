/** What a terminal acts upon instead of showing it: colours, cursor movements, titles. */
export function withoutEscapes(text: string): string {
  return text.replace(escapes, '');
}

const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
