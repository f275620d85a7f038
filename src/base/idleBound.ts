export interface IdleBound {
  limitMs(): number; quietAfterMs(): number; isHeld(): boolean;
  onQuiet(silentMs: number): void; onLife(): void; onHalfway(silentMs: number): void; onStall(silentMs: number): void;
}
export interface IdleWatch { sign(): void; end(): void }
export declare class IdleWheel { constructor(...args: unknown[]); watch(bound: IdleBound): IdleWatch }
