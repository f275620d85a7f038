// What tests use of processTree.mjs.
import type { Process } from './workbench.mjs';

export const markName: string;
export function newMark(): string;
export function marked(mark: string): Process[];
export function kill(processes: readonly Pick<Process, 'pid'>[]): void;
