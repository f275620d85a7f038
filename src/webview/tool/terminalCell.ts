/** As `terminalItemId` in the session's items; the view imports types only, and a test holds the two together. */
export function terminalCellId(terminalId: string): string {
  return `terminal:${terminalId}`;
}
