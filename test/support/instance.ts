/** A server that is up. */
export interface Instance {
  readonly url: string;
  /** All that it printed so far; empty inside this process. */
  output(): string;
  stop(): Promise<void>;
  /** As a power cut would; only of a process. */
  kill(): Promise<void>;
}
