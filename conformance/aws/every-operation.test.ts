import assert from 'node:assert/strict';
import { it } from 'node:test';
import { type AwsCli, awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { readModelledNames } from '../../test/support/modelled-names.ts';
import { publishNpm } from '../../test/support/publish-packages.ts';
import { startServer } from '../../test/support/server.ts';
import { callWithBoto3, cliCaller, type Outcome } from './callers.ts';
import { type Step, stepsAfterNpm, stepsBeforeNpm } from './walkthrough.ts';

const left = {
  name: 'left',
  version: '1.0.0',
  manifest: { dependencies: { right: '^1.0.0' } },
  files: { 'README.md': '# Left\n' },
};

type Walk = (cli: AwsCli, steps: readonly Step[]) => Promise<readonly Outcome[]>;

async function walkThrough(walk: Walk): Promise<void> {
  await using server = await startServer();
  const cli = await awsCli(server);
  const go = async (steps: readonly Step[]): Promise<void> => {
    const outcomes = await walk(cli, steps);
    for (const [i, { operation, shows }] of steps.entries()) {
      const outcome = outcomes[i];
      assert.ok(outcome !== undefined && 'output' in outcome, `${operation}: ${JSON.stringify(outcome)}`);
      assert.partialDeepStrictEqual(outcome.output, shows, operation);
    }
  };
  await go(stepsBeforeNpm);
  await publishNpm(server, 'app', left);
  await go(stepsAfterNpm);
}

describeWithClients(['aws', 'boto3'], 'every operation of the model', () => {
  it('is among the steps', (context) => {
    const model = readModelledNames();
    if (model === null) return context.skip('this AWS CLI is not the one of npm run clients');
    const walked = new Set([...stepsBeforeNpm, ...stepsAfterNpm].map(({ operation }) => operation));
    assert.deepEqual([...walked].sort(), model.operations);
  });

  it('works through the AWS CLI', () =>
    walkThrough(async (cli, steps) => {
      const call = cliCaller(cli);
      const outcomes: Outcome[] = [];
      for (const step of steps) outcomes.push(await call(step));
      return outcomes;
    }));

  it('works through boto3', () => walkThrough((cli, steps) => callWithBoto3(cli, steps)));
});
