import type { Translate } from '../../src/chat/words';

/** What people read who have no translation. */
export const english: Translate = (text, ...args) => text.replace(/\{(\d+)\}/g, (hole, at) => String(args[Number(at)] ?? hole));
