/**
 * What of a terminal's output the conversation is told, so that a flood neither fills the disk nor drowns the view: what comes within a
 * moment is told at once, of more than a windowful only the end, and after a budget nothing until the end of the command, and then its last
 * windowful. The agent itself reads the full output by `terminal/output`.
 */
import type { Cancel, Clock } from '../base/clock';
import type { Exit } from '../session/failure';
import type { AgentListener } from '../session/port';

export class TerminalReport {
  #pending = '';
  #isCut = false;
  #toldChars = 0;
  #cancel: Cancel | undefined;

  constructor(
    private readonly terminalId: string,
    private readonly listener: AgentListener,
    private readonly clock: Clock,
  ) {}

  push(text: string): void {
    if (text === '') {
      return;
    }
    this.listener.sign('terminalOutput');
    this.#pending += text;
    if (this.#pending.length > windowChars) {
      this.#pending = this.#pending.slice(-windowChars);
      this.#isCut = true;
    }
    if (this.#toldChars < budgetChars) {
      this.#cancel ??= this.clock.after(windowMs, () => {
        this.#cancel = undefined;
        this.#tell();
      });
    }
  }

  /** What waits for more is told now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#tell();
  }

  end(exit: Exit): void {
    this.flush();
    this.listener.update({ kind: 'terminal', terminalId: this.terminalId, exit });
  }

  #tell(): void {
    if (this.#pending === '') {
      return;
    }
    const append = this.#pending;
    const isCut = this.#isCut;
    this.#pending = '';
    this.#isCut = false;
    this.#toldChars += append.length;
    this.listener.update({ kind: 'terminal', terminalId: this.terminalId, append, ...(isCut && { truncated: true }) });
  }
}

const windowMs = 50;
const windowChars = 32 * 1024;
const budgetChars = 2 * 1024 * 1024;
