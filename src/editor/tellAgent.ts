/** Puts what became of a process before its agent, as a message of the user's: it waits for its turn like any other. */
import type { App } from '../app';
import { sayRefusal } from '../chat/words';
import type { Translate } from '../chat/words';
import type { ProcessNews, ProcessNotice } from '../notice/notice';

/** Throws in a person's words. */
export function tellAgent(app: App, notice: ProcessNotice, t: Translate): void {
  const session = app.sessions.find(notice.sessionId);
  if (!session) {
    throw new Error(t('This session no longer exists.'));
  }
  const receipt = session.prompt({ clientId: crypto.randomUUID(), content: [{ kind: 'text', text: wordsForAgent(notice) }], origin: 'user' });
  if (receipt.kind === 'refused') {
    throw new Error(sayRefusal(receipt, t));
  }
}

/** In the language that agents are trained in, like everything that is said to them. */
export function wordsForAgent({ command, news, preview }: ProcessNotice): string {
  const what = `The command that you left running, ${quoted(command)}, ${whatOf(news)}`;
  return preview === '' ? what : `${what} Its last output:\n\n${fenced(preview)}`;
}

function whatOf(news: ProcessNews): string {
  switch (news.kind) {
    case 'ended': {
      const { code, signal } = news.exit;
      const how = signal === undefined ? (code === undefined ? '' : ` with exit code ${code}`) : ` by signal ${signal}`;
      return `has ended${how}.`;
    }
    case 'endedWith':
      return `was ended when the ${news.whom === 'agent' ? 'agent’s process' : 'editor window'} ended.`;
    case 'printed':
      return `printed:\n\n${fenced(news.line)}`;
    case 'watchEnded':
    case 'storm':
    case 'stormOver':
      return 'prints a lot.';
  }
}

/** Longer than any run of the same inside, so that an output cannot end its own quotation. */
function fenced(text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${fence}\n${text}\n${fence}`;
}

function quoted(command: string): string {
  const line = command.replace(/\s+/g, ' ').trim();
  return line.includes('`') ? `“${line}”` : `\`${line}\``;
}
