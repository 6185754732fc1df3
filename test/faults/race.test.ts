import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { startPostgres } from '../support/postgres.ts';
import { race } from './race.ts';
import { chooseSeed, seededRandom } from './random.ts';
import { assertNoProblems } from './report.ts';

const file = 'test/faults/race.test.ts';
const seconds = 12;

async function keepsAll(context: TestContext, env: Readonly<Record<string, string>>): Promise<void> {
  const seed = chooseSeed();
  context.diagnostic(`seed ${seed}`);
  const { tally, kills, swept, problems } = await race({ random: seededRandom(seed), seconds, env });
  const { acknowledged, refused, unanswered } = tally;
  context.diagnostic(`${acknowledged} acknowledged, ${refused} refused, ${unanswered} unanswered; ${kills} kills`);
  context.diagnostic(`swept ${swept.blobs} blobs, ${swept.orphans} orphans, ${swept.abandoned} uploads`);
  assertNoProblems(problems, seed, file);
  assert.ok(acknowledged > 50, 'clients got something done');
  assert.ok(swept.blobs > 0, 'sweepers got something done');
}

describe('two servers and a sweeper on one store, all of them killed at random', () => {
  it('lose nothing that was acknowledged, on SQLite', (context) => keepsAll(context, {}));

  it('lose nothing that was acknowledged, on PostgreSQL', async (context) => {
    await using server = await startPostgres();
    if (server === null) return context.skip('no PostgreSQL on this machine');
    await keepsAll(context, { COFFER_DATABASE_URL: await server.createDatabase() });
  });
});
