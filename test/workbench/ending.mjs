// When a command that stays (a workbench, a test run) has to end: it was asked by a signal, or whoever started it is gone. npm passes a
// signal on to the shell between us, which dies of it without a word, so a parent that changes is as good as a signal.

const parentLookMs = 500;

/** @returns {Promise<string>} why; from this call on, signals do not end the process by themselves */
export function untilAskedToEnd() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => resolve(signal));
    }
    const parent = process.ppid;
    setInterval(() => {
      if (process.ppid !== parent) {
        resolve('parent gone');
      }
    }, parentLookMs).unref();
  });
}
