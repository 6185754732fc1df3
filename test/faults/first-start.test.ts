import { describe, it } from 'node:test';
import { publishGeneric } from '../support/publish-generic.ts';
import { startServer } from '../support/server.ts';
import { startProcess } from '../support/start-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { faultyEnvironment } from './faulty-server.ts';
import { checkStore } from './final-check.ts';
import type { Kill } from './plan.ts';
import { chooseSeed, seededRandom } from './random.ts';
import { assertNoProblems } from './report.ts';

const file = 'test/faults/first-start.test.ts';

/** Of the first start: it migrates, makes keys, and makes the administrator. */
const points: readonly Omit<Kill, 'step'>[] = [
  { moment: 'before', nth: 1 },
  { moment: 'after', nth: 1 },
  { moment: 'before', nth: 2 },
  { moment: 'after', nth: 2 },
  { moment: 'after', nth: 3 },
  { moment: 'after', nth: 4 },
];

describe('the first start', () => {
  for (const { moment, nth } of points)
    it(`goes on after it was cut short ${moment} commit ${nth}, with power cuts`, async (context) => {
      const seed = chooseSeed();
      context.diagnostic(`seed ${seed}`);
      const random = seededRandom(seed);
      const dataDir = await temporaryFolder('data');
      const faults = await faultyEnvironment(dataDir);
      const env = { ...faults.env, COFFER_PORT: '0', COFFER_HOST: '127.0.0.1' };
      faults.write({ kill: { step: 'commit', moment, nth }, armed: true, noted: true });
      const problems: string[] = [];
      try {
        const instance = await startProcess({ env, command: 'serve' });
        await instance.kill();
        if (nth <= 2) problems.push(`commit ${nth} never came`);
      } catch {
        // It died before it was ready.
      }
      await faults.cut(random);
      faults.write({ noted: true });
      await using server = await startServer({ process: true, repositories: { app: [] }, env });
      const asset = { repository: 'app', name: 'tool', version: '1', content: 'first bytes' };
      await publishGeneric(server.codeartifact, asset);
      await server.kill();
      await faults.cut(random);
      await server.restart();
      const got = await server.codeartifact.getPackageVersionAsset({
        ...{ domain: server.domain, repository: 'app', format: 'generic', package: 'tool', packageVersion: '1' },
        asset: 'a.txt',
      });
      if ((await got.asset?.transformToString()) !== asset.content) problems.push('the first bytes are others');
      await server.stop();
      problems.push(...(await checkStore({ COFFER_DATA_DIR: dataDir })));
      assertNoProblems(problems, seed, file);
    });
});
