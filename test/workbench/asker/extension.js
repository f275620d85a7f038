// Another extension, for end-to-end tests of the API: asks, shows and stops through it, and says what it hears of it.
const vscode = require('vscode');

exports.activate = async (context) => {
  const { sessions } = await vscode.extensions.getExtension('holdfast-agents.holdfast').activate();
  let asked;
  const command = (name, run) => context.subscriptions.push(vscode.commands.registerCommand(`asker.${name}`, run));
  command('ask', async () => {
    asked = await sessions.prompt({ text: 'half Asked by a machine' });
    sessions.onDidChange(({ id, state }) => {
      if (id === asked.sessionId && (state === 'working' || state === 'idle')) {
        vscode.window.showInformationMessage(`It is ${state}, one of ${sessions.list().length}.`);
      }
    }, undefined, context.subscriptions);
  });
  command('show', () => sessions.open(asked.sessionId));
  command('stop', () => sessions.stop(asked.sessionId));
};
