/** Resolves when it is the caller's turn. */
export type Turns = () => Promise<void>;

/**
 * Work that comes in bursts goes on one piece at a time, and between two pieces whatever else is waiting has its chance:
 * sockets, timers, the answers of other threads.
 */
export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let scheduled = false;
  const next = (): void => {
    waiting.shift()?.();
    scheduled = waiting.length > 0;
    if (scheduled) setImmediate(next);
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (scheduled) return;
      scheduled = true;
      setImmediate(next);
    });
}
