// What the tests use of model.mjs.
export interface Asked {
  readonly prompt: string;
  /** The conversation before the prompt, as the agent sent it. */
  readonly earlier: string;
  readonly toolOutput?: string;
}

export interface Model {
  readonly url: string;
  /** Every request that offered a shell, in order. */
  readonly asked: readonly Asked[];
  stop(): Promise<void>;
}

export function startModel(): Promise<Model>;
