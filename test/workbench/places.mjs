// Where things stand in a clone: one list of paths, so that no two files disagree. Everything downloaded or made goes under
// .vscode-test/ (the convention for a downloaded VS Code; git ignores it), so that removing that folder starts afresh.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const clone = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const downloads = path.join(clone, '.vscode-test');

export const places = {
  clone,
  downloads,
  lockFile: path.join(clone, 'package-lock.json'),
  installedLock: path.join(clone, 'node_modules', '.package-lock.json'),
  node: path.join(clone, 'node_modules', 'node', 'bin', 'node'),
  vsix: path.join(clone, 'holdfast.vsix'),
  vsixStamp: path.join(downloads, 'holdfast.vsix.stamp'),
  codeServer: (version) => path.join(downloads, `code-server-${version}`),
  /** The extensions folder with Holdfast installed in it, copied into every profile: installing takes seconds, copying does not. */
  extensions: path.join(downloads, 'extensions'),
  profiles: path.join(downloads, 'profiles'),
  sample: path.join(clone, 'test', 'workbench', 'sample'),
  chatOpener: path.join(clone, 'test', 'workbench', 'chatOpener'),
};
