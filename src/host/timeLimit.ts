import { createContext, Script } from 'node:vm';

/**
 * Runs code that may never come back, such as a regular expression that a person or an agent has written: code that runs in a context can
 * be ended from outside, and so can what it calls. It holds up the whole process for as long as it may take.
 */
export function inTime<T>(limitMs: number, run: () => T): { readonly value: T } | 'late' {
  try {
    context.run = run;
    return { value: call.runInContext(sandbox, { timeout: limitMs }) as T };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return 'late';
    }
    throw error;
  } finally {
    context.run = () => undefined;
  }
}

const context: { run: () => unknown } = { run: () => undefined };
const sandbox = createContext(context);
const call = new Script('run()');
