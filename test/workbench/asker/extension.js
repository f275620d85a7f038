// Another extension, for end-to-end tests of the API: asks, shows and stops through it, and says what it hears of it.
const vscode = require('vscode');

exports.activate = async (context) => {
  const { sessions, background } = await vscode.extensions.getExtension('holdfast-agents.holdfast').activate();
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
  command('twenty', async () => {
    const prompt = await vscode.window.showInputBox({ placeHolder: 'What should they do?' });
    await Promise.all(Array.from({ length: 20 }, (_, at) => background.run({ prompt: `${prompt} ; say ${at + 1}` })));
  });
  command('stop', () => sessions.stop(asked.sessionId));
};
