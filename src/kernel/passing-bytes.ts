import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

type Collect = (options: { type: 'minor' }) => void;

const collectEveryBytes = (isMainThread ? 8 : 4) * 1024 * 1024;

let collect: Collect | null = null;
let passed = 0;

/**
 * To be told of bytes that pass through this thread in buffers that are dropped at once. V8 lets some 64 MB of such buffers
 * gather before it looks, since their objects are small; this looks every 8 MB, or 4 MB in a thread, which takes less than a millisecond.
 */
export function bytesPassed(count: number): void {
  passed += count;
  if (passed < collectEveryBytes) return;
  passed = 0;
  if (collect === null) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as Collect;
  }
  collect({ type: 'minor' });
}
