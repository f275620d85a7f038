/** Waiting that can be called off: everything inside the product is cancelled by an AbortSignal, whatever its edges use. */

/** The work's own outcome, or the signal's reason as soon as it aborts. The work is not ended by that; `onAbort` may do so. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined, onAbort: () => void = () => undefined): Promise<T> {
  if (!signal) {
    return work;
  }
  let abort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => {
      onAbort();
      reject(signal.reason as Error);
    };
  });
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) {
      abort();
    }
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** A cancellation token, as the libraries of the wires have it. */
export interface CancellationSource {
  readonly isCancellationRequested: boolean;
  onCancellationRequested(listener: () => void): unknown;
}

/** Aborts with that reason when the token is cancelled. */
export function signalOf(token: CancellationSource, reason: Error): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) {
    controller.abort(reason);
  } else {
    token.onCancellationRequested(() => controller.abort(reason));
  }
  return controller.signal;
}
