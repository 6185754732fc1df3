/** A server that is up. */
export interface Instance {
  readonly url: string;
  /** null: the server runs inside this process. */
  readonly pid: number | null;
  /** All that it printed so far; empty inside this process. */
  output(): string;
  stop(): Promise<void>;
  /** As a power cut would; only of a process. */
  kill(): Promise<void>;
}
