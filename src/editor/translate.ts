/** The user's language, as VS Code knows it: our texts are in `l10n/`, keyed by their English words. */
import * as vscode from 'vscode';
import type { Translate } from '../chat/words';

export const t: Translate = (text, ...args) => vscode.l10n.t(text, ...args);
