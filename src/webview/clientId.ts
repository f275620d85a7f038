/** Names what the page asks of the host. Not `randomUUID`: a workbench that is served over plain HTTP has none. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
