const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal and npm both pass one Ctrl-C on: what comes this soon after the first is the same one. */
const sameSignalMs = 500;

/**
 * Runs `stop` at the first signal, and ends the process with code 0 once it is done; with 1 when it fails, takes longer than
 * `graceSeconds` and a moment more, or a second signal comes.
 */
export function stopOnSignal(stop: () => Promise<void>, graceSeconds: number): void {
  let stoppingSince: number | null = null;
  const giveUp = (why: string): never => {
    console.error(`Coffer stopped at once: ${why}.`);
    process.exit(1);
  };
  const onSignal = (): void => {
    if (stoppingSince !== null) {
      if (performance.now() - stoppingSince > sameSignalMs) giveUp('it was told to twice');
      return;
    }
    stoppingSince = performance.now();
    console.error('Coffer is stopping …');
    setTimeout(() => giveUp('requests did not end in time'), (graceSeconds + 5) * 1000).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => giveUp(error instanceof Error ? error.message : String(error)),
    );
  };
  for (const signal of signals) process.on(signal, onSignal);
}
