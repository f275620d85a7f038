// What the end-to-end fixtures use of workbench.mjs.
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

export interface Workbench {
  readonly url: string;
  readonly profile: string;
  readonly user: string;
  readonly exited: Promise<void>;
  urlOf(folder: string): string;
  writeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  processes(): readonly Process[];
  stop(): Promise<readonly Process[]>;
}

export function startWorkbench(options: {
  readonly profile: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly extraExtensions?: readonly string[];
  readonly trust?: 'given' | 'asked';
  readonly env?: Readonly<Record<string, string>>;
  readonly port?: number;
}): Promise<Workbench>;
