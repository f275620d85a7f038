/** The output channel that the language client insists on, as a view of our own log: it opens no channel of its own and shows nothing. */
import { EventEmitter, LogLevel } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import type { Log } from '../port';

export function languageClientChannel(log: Log): LogOutputChannel {
  const say = (level: keyof Log) => (message: string | Error) => log[level](`Language client: ${String(message)}`);
  const nothing = (): void => undefined;
  return {
    name: 'Holdfast',
    // Its own tracing stays off: the traffic is traced where the messages pass.
    logLevel: LogLevel.Info,
    onDidChangeLogLevel: new EventEmitter<LogLevel>().event,
    trace: say('trace'),
    debug: say('debug'),
    info: say('info'),
    warn: say('warn'),
    error: say('error'),
    append: say('info'),
    appendLine: say('info'),
    replace: say('info'),
    clear: nothing,
    show: nothing,
    hide: nothing,
    dispose: nothing,
  };
}
