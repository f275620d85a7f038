/** What is wrong with a task, in a person's words: the actual error first, never only a rule's name. */
import type { Diagnostic } from '../board/diagnostic';
import { age } from '../chat/ago';
import type { Translate } from '../chat/words';

export function sayDiagnostic({ rule, facts }: Diagnostic, now: number, t: Translate): string {
  const count = facts.count ?? 0;
  const for_ = age(now - (facts.since ?? now), t);
  switch (rule) {
    case 'cycling':
      return t('Blocked again after it was unblocked, {0} times in a day.', count);
    case 'loop':
      return t('It was blocked {0} times with nothing done in between. Only you can let it go on.', count);
    case 'remote':
      return t('Workers made workers make it, {0} steps from you. It is not started before you have looked at it.', count);
    case 'multiplying':
      return t('The worker that made it has made more than {0} tasks. It is not started before you have looked at it.', count);
    case 'repeatedFailures':
      return withError(t('{0} attempts failed in a row.', count), facts.error, t);
    case 'repeatedCrashes':
      return withError(t('Its worker crashed {0} times in a row.', count), facts.error, t);
    case 'restarting':
      return withError(t('It was begun {0} times without coming to an end.', count), facts.error, t);
    case 'stuckInBlocked':
      return t('Blocked for {0} and nobody has looked at it.', for_);
    case 'strandedInReady':
      return t('Ready for {0} and never started.', for_);
  }
}

/** The longer story, a line each. */
export function explainDiagnostic({ facts }: Diagnostic): readonly string[] {
  return facts.reasons ?? [];
}

export function saySeverity(severity: Diagnostic['severity'], t: Translate): string {
  const words = { warning: t('Warning'), error: t('Error'), critical: t('Critical') };
  return words[severity];
}

function withError(text: string, error: string | undefined, t: Translate): string {
  return error === undefined || error === '' ? text : t('{0} The last error: {1}', text, error);
}
