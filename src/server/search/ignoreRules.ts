/**
 * Which paths a search passes over: version control, installed packages, and what the `.gitignore` at the root of the folder says.
 * `.gitignore` files further down are not read.
 */
export class IgnoreRules {
  readonly #rules: readonly Rule[];

  constructor(gitignore: string) {
    this.#rules = gitignore.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []);
  }

  /** The path is relative to the folder, with `/` between its parts. */
  ignores(path: string, kind: 'file' | 'folder'): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (alwaysIgnored.has(name)) {
      return true;
    }
    // The last rule that says something about a path is the one that counts.
    const rule = this.#rules.findLast(({ matches, onlyFolders }) => (kind === 'folder' || !onlyFolders) && matches.test(path));
    return rule?.verdict === 'ignore';
  }

  /** The same for a path that was not reached from its folders, each of which may be ignored. */
  ignoresWithin(path: string): boolean {
    const parts = path.split('/');
    return parts.some((_, index) => this.ignores(parts.slice(0, index + 1).join('/'), index === parts.length - 1 ? 'file' : 'folder'));
  }
}

const alwaysIgnored: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', 'node_modules']);

interface Rule {
  readonly matches: RegExp;
  readonly verdict: 'ignore' | 'keep';
  readonly onlyFolders: boolean;
}

function ruleOf(line: string): Rule | undefined {
  const written = line.trimEnd();
  if (written === '' || written.startsWith('#')) {
    return undefined;
  }
  const isNegated = written.startsWith('!');
  const pattern = isNegated ? written.slice(1) : written;
  const body = pattern.replace(/\/$/, '');
  const isAnchored = body.includes('/');
  try {
    return {
      matches: new RegExp(`^${isAnchored ? '' : '(?:.*/)?'}${expressionOf(body.replace(/^\//, ''))}$`),
      verdict: isNegated ? 'keep' : 'ignore',
      onlyFolders: pattern.endsWith('/'),
    };
  } catch {
    // Git passes over a pattern that makes no sense, and so do we.
    return undefined;
  }
}

const wildcards = /\/\*\*\/|\*\*\/|\/\*\*|\*+|\?|\[!?[^\]]*\]|\\.|[^*?[\\/]+|[\s\S]/g;

function expressionOf(glob: string): string {
  return glob.replace(wildcards, (part) => {
    switch (part) {
      case '/**/':
        return '/(?:.*/)?';
      case '**/':
        return '(?:.*/)?';
      case '/**':
        return '/.*';
      case '?':
        return '[^/]';
      default:
        if (part.startsWith('*')) {
          return '[^/]*';
        }
        if (part.startsWith('[') && part.endsWith(']')) {
          return part.replace(/^\[!/, '[^');
        }
        return part.replace(/^\\/, '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    }
  });
}
