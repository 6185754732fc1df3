import { describeBlobStore } from './contract/blob-store-contract.ts';
import { createMemoryBlobStore } from './memory-blob-store.ts';

describeBlobStore('the blob store in memory', async () => {
  let now = Date.parse('2026-06-01T12:00:00Z');
  const store = createMemoryBlobStore({ clock: { now: () => new Date(now) } });
  return {
    store,
    now: () => new Date(now),
    passMinutes: (minutes) => {
      now += minutes * 60_000;
    },
    close: () => store.close(),
  };
});
