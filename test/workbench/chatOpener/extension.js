// Only in the profile of `npm start`: Holdfast itself never reveals itself.
const vscode = require('vscode');
exports.activate = () => vscode.commands.executeCommand('holdfast.openChat');
