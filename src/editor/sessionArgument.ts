/**
 * Which session a command means: the one it was told, else the one in front of the user, else the user is asked, even if
 * only one fits: nobody wants a session stopped that they do not see. When none fits it says so instead of doing nothing.
 */
import type { App } from '../app';
import type { SessionSummary } from '../session/sessions';
import type { Desk } from './desk';
import { pickSession } from './sessionPicker';
import { toast } from './toast';
import { t } from './translate';

export interface SessionNeed {
  readonly fits: (summary: SessionSummary) => boolean;
  /** Said when no session fits. */
  readonly none: string;
  /** Asked when several do. */
  readonly which: string;
}

export class SessionArgument {
  constructor(
    private readonly app: App,
    private readonly desk: Desk,
  ) {}

  async resolve(argument: unknown, need: SessionNeed): Promise<string | undefined> {
    // Tree rows are such arguments too.
    const told = argumentText(argument, 'sessionId');
    if (told !== undefined) {
      if (this.app.sessions.summary(told) === undefined) {
        // Not awaited: the message stays until somebody closes it.
        void toast('info', t('This session no longer exists.'));
        return undefined;
      }
      return told;
    }
    const fitting = this.app.sessions.summaries().filter(need.fits);
    const inFront = fitting.find((summary) => summary.id === this.desk.sessionId);
    if (inFront) {
      return inFront.id;
    }
    if (fitting.length === 0) {
      void toast('info', need.none);
      return undefined;
    }
    return pickSession(this.app, fitting, need.which);
  }
}

/** Commands can be called by anybody with anything: a text under that name, or nothing. */
export function argumentText(argument: unknown, name: string): string | undefined {
  const value = typeof argument === 'object' && argument !== null ? (argument as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
