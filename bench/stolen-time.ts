import { readFile } from 'node:fs/promises';

interface Ticks {
  readonly stolen: number;
  readonly all: number;
}

/** Linux tells what a hypervisor gave to others (proc(5), /proc/stat: steal); nothing is known elsewhere. */
async function ticks(): Promise<Ticks> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  const counts = (text.split('\n', 1)[0] ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
  return { stolen: counts[7] ?? 0, all: counts.reduce((sum, count) => sum + count, 0) };
}

/** More than this, and a round tells more of the neighbours than of what was measured. */
const most = 0.02;

/**
 * What `measure` found, as often as `times` while other machines took no more than a fiftieth of the processors' time; fewer
 * where that came less often in three times as many tries, and all of them where it never came. Says how many were disturbed.
 */
export async function undisturbed<T>(times: number, measure: (round: number) => Promise<T>): Promise<T[]> {
  const quiet: T[] = [];
  const disturbed: T[] = [];
  let worst = 0;
  while (quiet.length < times && quiet.length + disturbed.length < 3 * times) {
    const before = await ticks();
    const result = await measure(quiet.length + disturbed.length);
    const after = await ticks();
    const share = (after.stolen - before.stolen) / Math.max(1, after.all - before.all);
    worst = Math.max(worst, share);
    (share > most ? disturbed : quiet).push(result);
  }
  if (disturbed.length > 0)
    console.log(
      `${disturbed.length} of ${quiet.length + disturbed.length} rounds ${quiet.length === 0 ? 'were' : 'do not count: they were'} ` +
        `disturbed by other machines, which took up to ${(100 * worst).toFixed(0)} % of the processors' time`,
    );
  return quiet.length === 0 ? disturbed : quiet;
}
