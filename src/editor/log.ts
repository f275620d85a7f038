/**
 * An output channel with levels, made when its first line is written. Everything that reaches it has gone through `redact` first. A line
 * that the chosen level drops costs nothing but its making.
 */
import * as vscode from 'vscode';
import type { Log } from '../port';
import { redact } from './redact';

export class EditorLog implements Log {
  #made: vscode.LogOutputChannel | undefined;

  constructor(
    private readonly name: string,
    /** Read for every line that is written, because settings change. */
    private readonly secrets: () => readonly string[],
  ) {}

  trace(message: string): void {
    this.#write(vscode.LogLevel.Trace, message, (line) => this.#channel.trace(line));
  }

  debug(message: string): void {
    this.#write(vscode.LogLevel.Debug, message, (line) => this.#channel.debug(line));
  }

  info(message: string): void {
    this.#write(vscode.LogLevel.Info, message, (line) => this.#channel.info(line));
  }

  warn(message: string): void {
    this.#write(vscode.LogLevel.Warning, message, (line) => this.#channel.warn(line));
  }

  error(message: string): void {
    this.#write(vscode.LogLevel.Error, message, (line) => this.#channel.error(line));
  }

  show(): void {
    this.#channel.show(true);
  }

  get #channel(): vscode.LogOutputChannel {
    this.#made ??= vscode.window.createOutputChannel(this.name, { log: true });
    return this.#made;
  }

  #write(level: vscode.LogLevel, message: string, write: (line: string) => void): void {
    const chosen = this.#channel.logLevel;
    if (chosen !== vscode.LogLevel.Off && level >= chosen) {
      write(redact(message, this.secrets()));
    }
  }
}
