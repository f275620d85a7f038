/**
 * What the status bar shows, and when it changes: the most urgent thing about all sessions and tasks, with a line in the tooltip for each
 * that matters. It ticks only while something runs, at most once a second, and draws only what is different. It knows nothing of VS Code.
 */
import type { Cancel, Clock } from '../base/clock';
import type { Unsubscribe } from '../base/event';
import type { Translate } from '../chat/words';
import type { Sessions } from '../session/sessions';
import { nextChangeMs } from '../chat/ago';
import { byNeed, matters } from './need';
import { Pacer } from './pacer';
import { lastActivity, sessionLine } from './sessionRow';
import { statusText } from './statusText';
import type { Motion, StatusText } from './statusText';

export interface StatusLook extends StatusText {
  readonly tooltip: string;
}

export interface HeartbeatPorts {
  readonly sessions: Pick<Sessions, 'summaries' | 'pulse' | 'onDidChange'>;
  readonly clock: Clock;
  /** Tasks of the board that stand still until a person does something, a line each. Read at every redraw. */
  readonly stuckTasks: () => readonly string[];
  /** Read at every redraw, like `motion`. */
  readonly enabled: () => boolean;
  readonly motion: () => Motion;
  readonly agentName: (id: string) => string;
  readonly translate: Translate;
  /** Nothing is to be shown where there is no look. */
  readonly draw: (look: StatusLook | undefined) => void;
}

export class Heartbeat {
  readonly #pacer: Pacer;
  readonly #unsubscribe: Unsubscribe;
  #drawn: string | undefined;
  #tick: Cancel | undefined;

  constructor(private readonly ports: HeartbeatPorts) {
    this.#pacer = new Pacer(ports.clock, redrawEveryMs, () => this.#redraw());
    this.#unsubscribe = ports.sessions.onDidChange(() => this.refresh());
    this.#redraw();
  }

  /** Also for changed settings. */
  refresh(): void {
    this.#pacer.ask();
  }

  dispose(): void {
    this.#pacer.dispose();
    this.#tick?.();
    this.#unsubscribe();
  }

  #redraw(): void {
    this.#tick?.();
    this.#tick = undefined;
    const look = this.ports.enabled() ? this.#look() : undefined;
    const drawn = JSON.stringify(look) ?? '';
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.ports.draw(look);
    }
  }

  #look(): StatusLook {
    const { sessions, stuckTasks, clock, motion, agentName, translate } = this.ports;
    const now = clock.wall();
    const pulse = sessions.pulse();
    const summaries = sessions.summaries();
    const rows = byNeed(summaries.filter(matters)).slice(0, rowLimit);
    this.#tickWith([...('since' in pulse ? [pulse.since] : []), ...rows.map(lastActivity)], now);
    const stuck = stuckTasks();
    const lines = [...stuck.slice(0, rowLimit), ...rows.map((summary) => sessionLine(summary, agentName(summary.agent), now, translate))];
    const nothing = summaries.length === 0 ? translate('No sessions yet. Click to start one.') : translate('No agent is working. Click for the sessions.');
    return { ...statusText({ pulse, stuckTasks: stuck.length, now, motion: motion() }, translate), tooltip: lines.length === 0 ? nothing : lines.join('\n\n') };
  }

  /** Seconds are shown for a minute; then a change is due only when the next minute begins. */
  #tickWith(times: readonly (number | undefined)[], now: number): void {
    const dueMs = times.flatMap((at) => (at === undefined ? [] : [nextChangeMs(now - at)]));
    if (dueMs.length > 0) {
      this.#tick = this.ports.clock.after(Math.min(...dueMs), () => this.refresh());
    }
  }
}

const redrawEveryMs = 1000;
const rowLimit = 12;
