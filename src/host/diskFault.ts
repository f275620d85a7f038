/** Something that the disk refused, told in a person's words: what we were doing, to which file, and why it did not work. */
export class DiskFault extends Error {
  constructor(
    doing: string,
    readonly path: string,
    cause: unknown,
  ) {
    super(`${doing}: ${reasonOf(cause)} (${path})`, { cause });
    this.name = 'DiskFault';
  }
}

/** The system's own code of an error, such as `ENOENT`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') {
    return error.code;
  }
  return undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the disk is read-only',
  EACCES: 'permission was denied',
  EPERM: 'the system did not permit it',
  EIO: 'the disk reported an error',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
  EISDIR: 'a folder is in the way',
  ENOTDIR: 'a file is in the way of a folder',
};

function reasonOf(cause: unknown): string {
  const code = errorCode(cause);
  return (code !== undefined && reasons[code]) || (cause instanceof Error ? cause.message : String(cause));
}
