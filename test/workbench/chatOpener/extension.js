// Only in the profile of `npm start`: Holdfast itself never reveals itself. The keyboard stays where it is: whoever has begun to type in
// an editor goes on there.
const vscode = require('vscode');
exports.activate = () => vscode.commands.executeCommand('holdfast.chat.focus', { preserveFocus: true });
