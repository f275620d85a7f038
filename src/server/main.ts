/**
 * The built-in agent's process: a language server on stdio that also speaks ACP. Stdout belongs to the protocol; whatever else there is
 * to say goes to stderr. It ends by itself when its stdin ends, and everything it must remember is on disk before then.
 */
import { Console } from 'node:console';
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { version } from '../../package.json';
import { systemClock } from '../host/systemClock';
import { serveBuiltinAgent } from './builtinAgent';
import { openDocuments } from './documents';
import { languageServerPeer } from './languageServerPeer';
import { SessionStore } from './sessionStore';

globalThis.console = new Console(process.stderr, process.stderr);
process.on('uncaughtException', die);
process.on('unhandledRejection', die);

const folder = process.env.HOLDFAST_BUILTIN_STATE;
if (folder === undefined || folder === '') {
  console.error('HOLDFAST_BUILTIN_STATE should name the folder in which the built-in agent keeps its sessions, and is not set.');
  process.exit(1);
}

const onProblem = (problem: string): void => console.error(problem);
// A reader and a writer, not the streams themselves: given those, the library decides how the process ends.
const connection = createConnection(new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout));
serveBuiltinAgent(languageServerPeer(connection, onProblem), {
  store: new SessionStore(folder, onProblem),
  documents: openDocuments(connection),
  clock: systemClock,
  version,
  onProblem,
});

process.stdin.on('end', () => process.exit(0));
process.stdin.on('close', () => process.exit(0));
// Nobody reads any more: the end of stdin is on its way.
process.stdout.on('error', () => process.exit(0));
connection.listen();

function die(error: unknown): never {
  console.error('The built-in agent met an error that it cannot go on from:', error);
  process.exit(1);
}
