import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { it } from 'node:test';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { readServiceModel } from '../../test/support/service-model.ts';

describeWithClients(['aws'], "the AWS CLI's model of the service", () => {
  it('is what the constraint tests hold the API to', async (context) => {
    const model = readServiceModel();
    if (model === null) return context.skip('this AWS CLI is not the one of npm run clients');
    const kept = await readFile(new URL('../../test/support/service-model.json', import.meta.url), 'utf8');
    assert.deepEqual(model, JSON.parse(kept), 'scripts/generate-service-model.ts writes it anew');
  });
});
