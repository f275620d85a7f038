// What the tests use of model.mjs.
export interface Model {
  readonly url: string;
  /** Every request that offered a shell, in order. */
  readonly asked: readonly { readonly prompt: string; readonly toolOutput?: string }[];
  stop(): Promise<void>;
}

export function startModel(): Promise<Model>;
