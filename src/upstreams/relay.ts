import { setTimeout as sleep } from 'node:timers/promises';

/** How far a reader came. `behind`: the bytes from `position` on are no longer in memory. */
export interface RelayEnd {
  readonly position: number;
  readonly behind: boolean;
}

/**
 * Bytes on their way from an upstream to the store, to be read meanwhile by any number of callers. A window of the last
 * bytes is kept in memory; the source waits a little for the reader in front, so that a slow client still streams.
 */
export interface Relay {
  /** Hands the source's chunks on to the store. */
  feed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>;
  /** The bytes from the start. The last chunk is held back until `finish`; fails with what `fail` is given. */
  read(): AsyncGenerator<Uint8Array, RelayEnd>;
  finish(): void;
  fail(error: unknown): void;
}

export interface RelayOptions {
  readonly windowBytes: number;
  /** The longest that the source waits for readers at a time. */
  readonly patienceMilliseconds: number;
}

interface State {
  /** By the position of their first byte, oldest first. */
  readonly chunks: Map<number, Uint8Array>;
  readonly positions: Map<symbol, number>;
  heldBytes: number;
  total: number;
  /** Where what may be read ends: before the last chunk, until all is verified. */
  visible: number;
  outcome: 'running' | 'finished' | { readonly error: unknown };
  change: PromiseWithResolvers<void>;
}

function changed(state: State): void {
  state.change.resolve();
  state.change = Promise.withResolvers();
}

function push(state: State, chunk: Uint8Array, windowBytes: number): void {
  state.visible = state.total;
  state.chunks.set(state.total, chunk);
  state.total += chunk.length;
  state.heldBytes += chunk.length;
  for (const [position, old] of state.chunks) {
    if (state.heldBytes <= windowBytes || position === state.visible) break;
    state.chunks.delete(position);
    state.heldBytes -= old.length;
  }
  changed(state);
}

/** How far the source is ahead of the reader in front; 0 without readers: nobody is waited for. */
const lead = ({ positions, total }: State): number =>
  positions.size === 0 ? 0 : total - Math.max(...positions.values());

async function waitForReaders(state: State, { windowBytes, patienceMilliseconds }: RelayOptions): Promise<void> {
  if (lead(state) <= windowBytes / 2) return;
  const tired = new AbortController();
  const patience = sleep(patienceMilliseconds, 'tired', { signal: tired.signal }).catch(() => 'tired');
  while (lead(state) > windowBytes / 2) {
    if ((await Promise.race([patience, state.change.promise])) !== 'tired') continue;
    // Who stood still all that time is waited for again only once it moves.
    state.positions.clear();
  }
  tired.abort();
}

async function* feed(
  state: State,
  options: RelayOptions,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    push(state, chunk, options.windowBytes);
    yield chunk;
    await waitForReaders(state, options);
  }
}

/** The caller for whom the relay was made: waited for like a reader until it reads, or does not. */
const expected = Symbol('expected');

async function* read(state: State): AsyncGenerator<Uint8Array, RelayEnd> {
  const reader = Symbol('reader');
  let position = 0;
  state.positions.delete(expected);
  try {
    for (;;) {
      if (typeof state.outcome === 'object') throw state.outcome.error;
      if (state.outcome === 'finished' && position === state.total) return { position, behind: false };
      const chunk = position < state.visible || state.outcome === 'finished' ? state.chunks.get(position) : undefined;
      if (chunk !== undefined) {
        position += chunk.length;
        state.positions.set(reader, position);
        changed(state);
        yield chunk;
      } else if (position < state.visible || state.outcome === 'finished') return { position, behind: true };
      else {
        state.positions.set(reader, position);
        await state.change.promise;
      }
    }
  } finally {
    state.positions.delete(reader);
    changed(state);
  }
}

export function relay(options: RelayOptions): Relay {
  const state: State = {
    chunks: new Map(),
    positions: new Map([[expected, 0]]),
    heldBytes: 0,
    total: 0,
    visible: 0,
    outcome: 'running',
    change: Promise.withResolvers(),
  };
  const end = (outcome: State['outcome']): void => {
    if (state.outcome !== 'running') return;
    state.outcome = outcome;
    changed(state);
  };
  return {
    feed: (source) => feed(state, options, source),
    read: () => read(state),
    finish: () => end('finished'),
    fail: (error) => end({ error }),
  };
}
