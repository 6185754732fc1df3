import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { killRounds } from './kill-rounds.ts';
import { chooseSeed, seededRandom } from './random.ts';
import { assertNoProblems } from './report.ts';

const file = 'test/faults/kill.test.ts';

describe('a server that is killed while clients write', () => {
  for (const [encryption, points] of [
    ['on', 29],
    ['off', 21],
  ] as const)
    it(`keeps what it acknowledged, serves nothing else, and leaves nothing behind (${points} points, encryption ${encryption})`, async (context) => {
      const seed = chooseSeed();
      context.diagnostic(`seed ${seed}`);
      const env = { COFFER_ENCRYPTION: encryption };
      const report = await killRounds({ random: seededRandom(seed), points, env });
      const { acknowledged, refused, unanswered } = report.tally;
      context.diagnostic(
        `${acknowledged} acknowledged, ${refused} refused, ${unanswered} unanswered; ` +
          `${report.reached} of ${report.planned} planned points reached; ${report.lostChanges} changes lost to power cuts`,
      );
      assertNoProblems(report.problems, seed, file);
      assert.ok(acknowledged > points, 'clients got something done');
      assert.ok(report.reached >= report.planned * 0.7, 'most kills came at their point');
    });
});
