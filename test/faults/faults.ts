/** `npm run faults -- [--points 1000] [--seed N]`: as many kills as are wanted, on both databases, and long races. */
import { startPostgres } from '../support/postgres.ts';
import { killRounds } from './kill-rounds.ts';
import { type RaceReport, race } from './race.ts';
import { chooseSeed, seededRandom } from './random.ts';
import type { Workload } from './workload.ts';

const pointsPerStore = 50;
const raceSeconds = 60;

function readPoints(): number {
  const flag = process.argv.indexOf('--points');
  const points = flag === -1 ? 1000 : Number(process.argv[flag + 1]);
  if (!Number.isSafeInteger(points) || points < 1) throw new Error('--points: a whole number is wanted');
  return points;
}

function finish(what: string, { tally, problems }: Workload, more: string): void {
  const { acknowledged, refused, unanswered } = tally;
  console.log(`${what}: ${acknowledged} acknowledged, ${refused} refused, ${unanswered} unanswered; ${more}`);
  if (problems.length === 0) return;
  console.error(
    `${problems.slice(0, 50).join('\n')}\n${problems.length} problems. Again: npm run faults -- --seed ${seed}`,
  );
  process.exit(1);
}

const seed = chooseSeed();
const points = readPoints();
const random = seededRandom(seed);
console.log(`seed ${seed}`);
await using postgres = await startPostgres();
if (postgres === null) console.log('No PostgreSQL on this machine: SQLite alone.');

const onPostgres = async (): Promise<Record<string, string>> =>
  postgres === null ? {} : { COFFER_DATABASE_URL: await postgres.createDatabase() };

for (let done = 0; done < points; ) {
  const store = done / pointsPerStore;
  const now = Math.min(pointsPerStore, points - done);
  const env = {
    COFFER_ENCRYPTION: store % 2 === 0 ? 'on' : 'off',
    ...(store % 3 === 2 ? await onPostgres() : {}),
  };
  const report = await killRounds({ random: random.fork(), points: now, env });
  done += now;
  const { reached, planned, lostChanges } = report;
  finish(`${done} of ${points}`, report, `${reached} of ${planned} points reached, ${lostChanges} changes lost`);
}
const show = ({ kills, swept }: RaceReport): string =>
  `${kills} kills, swept ${swept.blobs} blobs, ${swept.orphans} orphans, ${swept.abandoned} uploads`;
for (const env of postgres === null ? [{}] : [{}, await onPostgres()]) {
  const report = await race({ random: random.fork(), seconds: raceSeconds, env });
  finish(`race on ${'COFFER_DATABASE_URL' in env ? 'PostgreSQL' : 'SQLite'}`, report, show(report));
}
console.log('All kept.');
