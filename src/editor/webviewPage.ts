/**
 * The HTML that a page of ours begins with. Nothing in it comes from an agent: what agents say arrives later, as messages. Scripts run by
 * nonce only, everything else comes from the extension's own `dist`, and nothing from the network.
 */
import * as vscode from 'vscode';

export class WebviewPage {
  readonly #dist: vscode.Uri;

  constructor(
    extensionUri: vscode.Uri,
    /** The name of its script and of its style sheet. */
    private readonly bundle: 'webview' | 'board',
  ) {
    this.#dist = vscode.Uri.joinPath(extensionUri, 'dist');
  }

  get options(): vscode.WebviewOptions {
    return { enableScripts: true, localResourceRoots: [this.#dist] };
  }

  /** `place`: a view is narrow and shares its bar, a panel has an editor's width. */
  html(webview: vscode.Webview, place: 'view' | 'panel'): string {
    const nonce = crypto.randomUUID().replaceAll('-', '');
    const source = webview.cspSource;
    const address = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.#dist, name)).toString();
    const policy = [
      `default-src 'none'`,
      `base-uri 'none'`,
      `form-action 'none'`,
      `script-src 'nonce-${nonce}'`,
      `style-src ${source}`,
      `font-src ${source}`,
      // Agents' pictures come inside the conversation; an address in their Markdown must not tell anybody that it was read.
      `img-src ${source} data:`,
    ].join('; ');
    return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Holdfast</title>
<link rel="stylesheet" href="${address(`${this.bundle}.css`)}">
</head>
<body class="holdfast holdfast-${place}">
<div id="root"></div>
<script type="application/json" id="l10n">${bundle()}</script>
<script nonce="${nonce}" src="${address(`${this.bundle}.js`)}"></script>
</body>
</html>`;
  }
}

/** The texts in the user's language, by their English words; empty in English. No `<` survives, so that it cannot end its element. */
function bundle(): string {
  return JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');
}

function attribute(text: string): string {
  return text.replace(/[^A-Za-z0-9-]/g, '');
}
