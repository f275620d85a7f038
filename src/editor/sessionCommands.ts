/** The commands about sessions: going to one, asking in one, stopping, naming, keeping and deleting it. */
import * as vscode from 'vscode';
import { sayRefusal } from '../chat/words';
import type { Session } from '../session/session';
import { agentName, requireAgent } from './agentName';
import type { CommandContext, Handler } from './commandContext';
import { views } from './ids';
import type { CommandName } from './ids';
import { shorten } from './label';
import { resume, reviewInterrupted } from './interruptionNotice';
import { byNeed, isDismissed, isRunning, needsYou } from './need';
import { sayBytes } from './sayBytes';
import { argumentText } from './sessionArgument';
import type { SessionNeed } from './sessionArgument';
import { pickWork } from './sessionPicker';
import { toast } from './toast';
import { t } from './translate';

export function sessionCommands({ app, desk, argument, boardPanel, stuckTasks, transcripts, trusted }: CommandContext) {
  const { sessions } = app;

  /** Runs `use` with the session that the command means. */
  async function withSession(raw: unknown, need: SessionNeed, use: (session: Session) => void | Promise<void>): Promise<void> {
    const id = await argument.resolve(raw, need);
    const session = id === undefined ? undefined : sessions.find(id);
    if (session) {
      await use(session);
    }
  }

  return {
    openChat: () => desk.chat.open(),
    newSession: () => desk.chat.openNew(),
    /**
     * Without an argument it asks, even when a session is in front: whoever calls it wants to go somewhere. With one it is a row of the
     * tree, and the keyboard stays there.
     */
    openSession: async (raw) => {
      const stuck = stuckTasks();
      const told = argumentText(raw, 'sessionId');
      if (told !== undefined) {
        await desk.show(told);
        return;
      }
      if (sessions.summaries().length === 0 && stuck.length === 0) {
        await desk.chat.open();
        return;
      }
      const picked = await pickWork(app, stuck);
      if (picked?.taskId !== undefined) {
        boardPanel.open({ kind: 'card', taskId: picked.taskId });
      } else if (picked?.sessionId !== undefined) {
        await desk.open(picked.sessionId);
      }
    },
    openInEditor: (raw) => {
      // From the chat view's own title there is no argument, and it means the session shown there, begun or not.
      desk.panels.show(argumentText(raw, 'sessionId') ?? desk.chat.sessionId);
    },
    showSessions: async () => {
      await vscode.commands.executeCommand(`${views.sessions}.focus`);
    },
    nextAttention: async () => {
      const needy = byNeed(sessions.summaries().filter(needsYou));
      const here = needy.findIndex((summary) => summary.id === desk.sessionId);
      const next = needy[(here + 1) % Math.max(1, needy.length)];
      if (next) {
        await desk.open(next.id);
      } else {
        vscode.window.setStatusBarMessage(t('No session needs you.'), 5000);
      }
    },
    sendPrompt: async (raw) => {
      if (!trusted()) {
        await vscode.commands.executeCommand('workbench.trust.manage');
        return;
      }
      const told = argumentText(raw, 'text');
      const question = { title: t('Send Prompt'), prompt: t('What should the agent do?'), ignoreFocusOut: true };
      const text = told ?? (await vscode.window.showInputBox(question));
      if (text === undefined || text.trim() === '') {
        return;
      }
      const session = sessionForPrompt(argumentText(raw, 'sessionId'), argumentText(raw, 'agent'));
      const receipt = session.prompt({
        clientId: crypto.randomUUID(),
        content: [{ kind: 'text', text }],
        origin: told === undefined ? 'user' : 'api',
      });
      if (receipt.kind === 'refused') {
        throw new Error(sayRefusal(receipt, t));
      }
      await desk.open(session.id);
    },
    stop: (raw) => withSession(raw, runningNeed(), (session) => session.stop()),
    forceStop: (raw) => withSession(raw, runningNeed(), (session) => session.forceStop()),
    reviewInterrupted: () => reviewInterrupted(app, desk),
    resumeSession: (raw) =>
      withSession(raw, interruptedNeed(), (session) => {
        resume(app, session.id);
        return desk.show(session.id);
      }),
    dismissInterrupted: (raw) => withSession(raw, interruptedNeed(), (session) => app.interruptions.dismiss(session.id)),
    takeOverSession: (raw) => withSession(raw, elsewhereNeed(), (session) => session.takeOver()),
    restartAgent: (raw) => withSession(raw, anyNeed(), (session) => session.restartAgent()),
    retry: (raw) =>
      withSession(raw, anyNeed(), (session) => {
        app.notices.seen(session.id);
        const receipt = session.retry();
        if (receipt.kind === 'refused') {
          throw new Error(sayRefusal(receipt, t));
        }
      }),
    renameSession: (raw) =>
      withSession(raw, anyNeed(), async (session) => {
        const title = await vscode.window.showInputBox({
          title: t('Rename Session'),
          prompt: t('The new title'),
          value: session.record.title,
          validateInput: (text) => (text.trim() === '' ? t('Type a title.') : undefined),
        });
        if (title !== undefined) {
          session.rename(title.trim());
        }
      }),
    archiveSession: (raw) => withSession(raw, archivableNeed(), (session) => archive(session)),
    unarchiveSession: (raw) => withSession(raw, archivedNeed(), (session) => session.unarchive()),
    deleteSession: (raw) =>
      withSession(raw, anyNeed(), async (session) => {
        if (sessions.isElsewhere(session.id)) {
          throw new Error(t('This session is open in another window. Delete it there, or take it over first.'));
        }
        const yes = t('Delete');
        const question = t('Delete the session “{0}”?', shorten(session.record.title, 60));
        const detail = sayDeletion(session);
        if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) {
          return;
        }
        leave(session.id);
        if ((await sessions.remove(session.id)) === 'elsewhere') {
          // Not awaited: it may stay for ever.
          void toast('warning', t('It is open in another window, so it was not deleted.'));
        } else {
          app.notices.seen(session.id);
        }
      }),
    exportSession: (raw) => withSession(raw, anyNeed(), (session) => transcripts.export(session.id)),
    openTranscript: (raw) => withSession(raw, anyNeed(), (session) => transcripts.open(session.id)),
  } satisfies Partial<Record<CommandName, Handler>>;

  function archive(session: Session): void {
    const outcome = session.archive();
    if (outcome !== 'archived') {
      const why = {
        empty: t('There is nothing in this session yet.'),
        running: t('An agent is working in this session. Stop it first.'),
        elsewhere: t('This session is open in another window. Archive it there, or take it over first.'),
      };
      throw new Error(why[outcome]);
    }
    // Nobody is to be asked about work that was put away.
    app.interruptions.dismiss(session.id);
    leave(session.id);
    vscode.window.setStatusBarMessage(t('Archived. It stands at the end of the Sessions view.'), 5000);
  }

  /** It is not what one looks at any more. */
  function leave(sessionId: string): void {
    desk.panels.close(sessionId);
    if (desk.chat.sessionId === sessionId) {
      desk.chat.showNew();
    }
  }

  /** Whose copies are ours to remove, and whose are not. */
  function sayDeletion({ id, record }: Session): string {
    const summary = sessions.summary(id);
    return [
      ...(summary && isRunning(summary) ? [t('Its agent is working, and is stopped.')] : []),
      t('Its conversation, the messages that wait in it and its draft ({0}) are removed from this computer. This cannot be undone.', sayBytes(sessions.bytes(id), t)),
      ...(app.agents.isOurs(record.agent) ? [] : [t('{0} may keep a copy of its own.', agentName(app.agents, record.agent))]),
    ].join(' ');
  }

  /** The session that was named, else a new one with the agent that was named, else the one in front of the user. */
  function sessionForPrompt(sessionId: string | undefined, agent: string | undefined): Session {
    if (sessionId === undefined && agent !== undefined) {
      requireAgent(app.agents, agent);
      return sessions.create(agent);
    }
    const session = sessions.find(sessionId ?? desk.sessionId);
    if (!session) {
      throw new Error(t('This session no longer exists.'));
    }
    return session;
  }
}

function anyNeed(): SessionNeed {
  return { fits: () => true, none: t('There is no session yet.'), which: t('Which session?') };
}

function archivableNeed(): SessionNeed {
  return { fits: ({ archived }) => !archived, none: t('There is no session to archive.'), which: t('Which session?') };
}

function archivedNeed(): SessionNeed {
  return { fits: ({ archived }) => archived, none: t('No session is archived.'), which: t('Which session?') };
}

function interruptedNeed(): SessionNeed {
  return { fits: (summary) => summary.status.kind === 'interrupted' && !isDismissed(summary), none: t('No session was interrupted.'), which: t('Which session?') };
}

function elsewhereNeed(): SessionNeed {
  return { fits: ({ status }) => status.kind === 'elsewhere', none: t('No session that is shown here is open in another window.'), which: t('Which session?') };
}

function runningNeed(): SessionNeed {
  return { fits: isRunning, none: t('No agent is working.'), which: t('Which session should stop?') };
}
