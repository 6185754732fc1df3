import { measureLargeIndex } from '../test/support/measure-large-index.ts';
import { median } from './median.ts';

const rounds = 3;

/** A packument of 40 MB, cold, for 64 clients at once. */
export async function benchLargeIndex(): Promise<void> {
  const figures = [];
  for (let round = 0; round < rounds; round++) figures.push(await measureLargeIndex());
  const stall = median(figures.map(({ longestMs }) => longestMs));
  const memory = median(figures.map(({ addedMb }) => addedMb));
  const asked = Math.max(...figures.map(({ upstreamRequests }) => upstreamRequests));
  console.log(
    `40 MB     longest stall ${stall.toFixed(0)} ms (at most 100), +${memory.toFixed(0)} MB (at most 300), ${asked} request to the upstream`,
  );
}
