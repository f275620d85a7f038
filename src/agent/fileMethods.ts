/**
 * `fs/*`: an agent reads and writes text files through the editor, so that it sees what is not saved yet and its own changes show up at
 * once. Only inside the workspace's folders and the session's own, wherever links lead.
 */
import { isAbsolute, normalize } from 'node:path';
import { isFolder, makeParents, readTextFile, resolveInside } from '../host/fence';
import type { Workspace } from '../port';
import { errorCode } from '../wire/acp';
import type { ReadTextFileParams, ReadTextFileResult, WriteTextFileParams } from '../wire/acpClient';
import { RpcError } from '../wire/peer';

export class FileMethods {
  constructor(
    private readonly workspace: Pick<Workspace, 'folders' | 'unsavedText' | 'writeText'>,
    private readonly cwd: string,
    /**
     * What a missing file is answered with. Gemini CLI cannot create a file when the check for an old one fails, whatever the error
     * ("Error checking existing file"), so for it a missing file is an empty one; everyone else gets the truth.
     */
    private readonly missingFile: 'error' | 'empty',
  ) {}

  async read({ path, line, limit }: ReadTextFileParams): Promise<ReadTextFileResult> {
    const { asked, realPath } = await this.#inside(path);
    const unsaved = this.workspace.unsavedText(asked) ?? this.workspace.unsavedText(realPath);
    return { content: excerpt(unsaved ?? (await this.#saved(path, realPath)), line, limit) };
  }

  async write({ path, content }: WriteTextFileParams): Promise<void> {
    const { asked, realPath } = await this.#inside(path);
    if (await isFolder(realPath)) {
      throw new RpcError(errorCode.invalidParams, `This is a folder, not a file: ${path}`, { path });
    }
    await makeParents(realPath);
    await this.workspace.writeText(asked, content);
  }

  async #inside(path: string): Promise<{ readonly asked: string; readonly realPath: string }> {
    if (!isAbsolute(path) || path.includes('\0')) {
      throw new RpcError(errorCode.invalidParams, `The path must be absolute: ${path}`, { path });
    }
    const asked = normalize(path);
    const fenced = await resolveInside(asked, [...this.workspace.folders(), this.cwd]);
    if (fenced.kind === 'outside') {
      throw new RpcError(errorCode.invalidParams, `This path is outside the folders that are open in the editor: ${path}`, { path });
    }
    return { asked, realPath: fenced.realPath };
  }

  async #saved(path: string, realPath: string): Promise<string> {
    const file = await readTextFile(realPath, readLimitBytes);
    switch (file.kind) {
      case 'text':
        return file.text;
      case 'missing':
        if (this.missingFile === 'empty') {
          return '';
        }
        throw new RpcError(errorCode.resourceNotFound, `There is no such file: ${path}`, { path });
      case 'notAFile':
        throw new RpcError(errorCode.invalidParams, `This is not a file: ${path}`, { path });
      case 'tooLarge':
        throw new RpcError(errorCode.invalidParams, `This file is too large to be read as text (${file.sizeBytes} bytes): ${path}`, {
          path,
        });
    }
  }
}

/** A message may have 32 MiB, and JSON escapes need room. */
const readLimitBytes = 10 * 1024 * 1024;

function excerpt(text: string, line: number | undefined, limit: number | undefined): string {
  if (line === undefined && limit === undefined) {
    return text;
  }
  const first = Math.max(1, line ?? 1) - 1;
  return text
    .split('\n')
    .slice(first, limit === undefined ? undefined : first + limit)
    .join('\n');
}
