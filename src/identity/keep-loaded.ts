import type { Clock } from '../kernel/clock.ts';

/** What is not known makes this process look for what other processes made, at most this often. */
const lookAgainMilliseconds = 1000;

/**
 * Keeps what `load` answered; loads again for who needs more than that. A load that failed is tried again at the next
 * call; whoever waits for it gets the error.
 */
export function keepLoaded<Loaded>(
  load: () => Promise<Loaded>,
  clock: Clock,
): (isEnough?: (loaded: Loaded) => boolean) => Promise<Loaded> {
  let loading: Promise<Loaded> | null = null;
  let loadedAt = 0;
  const reload = (): Promise<Loaded> => {
    loadedAt = clock.now().getTime();
    const started = load();
    loading = started;
    started.catch(() => {
      if (loading === started) loading = null;
    });
    return started;
  };
  return async (isEnough = () => true) => {
    const loaded = await (loading ?? reload());
    if (isEnough(loaded) || clock.now().getTime() - loadedAt < lookAgainMilliseconds) return loaded;
    return reload();
  };
}
