/**
 * What an agent may ask of its client: permission, files and terminals. Read more strictly than what an agent merely tells: a command
 * of which an argument is not understood is refused, not run without it.
 */
import type { EnvVariable } from '@agentclientprotocol/sdk';
import { readToolCallFields } from './acpContent';
import type { ToolCallFields } from './acpContent';
import { completeList, count, flag, list, named, number, object, objectOrNothing, record, strict, text, withDefault } from './read';
import type { Meta, Open, Reader, WithMeta } from './read';

export interface RequestPermissionParams extends WithMeta {
  readonly sessionId: string;
  readonly toolCall: ToolCallFields;
  readonly options: readonly PermissionOption[];
}

export interface PermissionOption extends WithMeta {
  readonly optionId: string;
  readonly name: string;
  /** Several options may share a kind, and any kind may be missing. */
  readonly kind: Open<'allow_once' | 'allow_always' | 'reject_once' | 'reject_always' | 'unknown'>;
}

export interface RequestPermissionResult extends WithMeta {
  readonly outcome: PermissionOutcome;
}

export type PermissionOutcome = SelectedOutcome | { readonly outcome: 'cancelled' };

export interface SelectedOutcome extends WithMeta {
  readonly outcome: 'selected';
  readonly optionId: string;
}

export interface ReadTextFileParams extends WithMeta {
  readonly sessionId: string;
  readonly path: string;
  /** 1-based. */
  readonly line?: number;
  /** How many lines at most. */
  readonly limit?: number;
}

export interface ReadTextFileResult extends WithMeta {
  readonly content: string;
}

export interface WriteTextFileParams extends WithMeta {
  readonly sessionId: string;
  readonly path: string;
  readonly content: string;
}

export interface CreateTerminalParams extends WithMeta {
  readonly sessionId: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly EnvVariable[];
  readonly cwd?: string;
  /** Bytes of output to keep; the beginning is dropped. */
  readonly outputByteLimit?: number;
}

export interface CreateTerminalResult extends WithMeta {
  readonly terminalId: string;
}

/** The parameters of output, wait_for_exit, kill and release. */
export interface TerminalParams extends WithMeta {
  readonly sessionId: string;
  readonly terminalId: string;
}

export interface TerminalOutputResult extends WithMeta {
  readonly output: string;
  readonly truncated: boolean;
  /** Absent while it runs. */
  readonly exitStatus?: TerminalExit;
}

/** Also the result of wait_for_exit. A command ended by a signal has no exit code. */
export interface TerminalExit extends WithMeta {
  readonly exitCode?: number;
  readonly signal?: string;
}

const permissionOption = named(
  'optionId',
  record<PermissionOption>({ optionId: text, name: text, kind: withDefault<PermissionOption['kind']>(text, 'unknown') }, {}),
);

export const readRequestPermissionParams = record<RequestPermissionParams>(
  { sessionId: text, toolCall: readToolCallFields, options: list(permissionOption) },
  {},
);

/** Whatever is not plainly a choice is `cancelled`: an answer that we do not understand never approves. */
export const readRequestPermissionResult = objectOrNothing(record<RequestPermissionResult>({ outcome: readOutcome }, {}));

export const readReadTextFileParams = record<ReadTextFileParams>({ sessionId: text, path: text }, { line: count, limit: count });

export const readReadTextFileResult = record<ReadTextFileResult>({ content: text }, {});

export const readWriteTextFileParams = record<WriteTextFileParams>({ sessionId: text, path: text, content: text }, {});

export const readCreateTerminalParams = record<CreateTerminalParams>(
  {
    sessionId: text,
    command: text,
    args: completeList(text),
    env: completeList(record<EnvVariable>({ name: text, value: text }, {})),
  },
  { cwd: strict(text), outputByteLimit: count },
);

export const readCreateTerminalResult = record<CreateTerminalResult>({ terminalId: text }, {});

export const readTerminalParams = record<TerminalParams>({ sessionId: text, terminalId: text }, {});

const terminalExit = record<TerminalExit>({}, { exitCode: number, signal: text });

export const readTerminalOutputResult = record<TerminalOutputResult>(
  { output: text, truncated: withDefault(flag, false) },
  { exitStatus: terminalExit },
);

export const readTerminalExit: Reader<TerminalExit> = terminalExit;

function readOutcome(raw: unknown, where: string): PermissionOutcome {
  const outcome = withDefault<Meta>(object, {})(raw, where);
  const isChoice = outcome.outcome === 'selected' && typeof outcome.optionId === 'string';
  return isChoice ? (outcome as unknown as SelectedOutcome) : { outcome: 'cancelled' };
}
