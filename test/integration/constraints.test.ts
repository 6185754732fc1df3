import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type BoundaryValue, boundaryValues, sampleOf } from '../support/boundary-values.ts';
import { type InProcessApi, startInProcessApi } from '../support/in-process-api.ts';
import type { ServiceModel } from '../support/service-model.ts';

const table = new URL('../support/service-model.json', import.meta.url);
const model = JSON.parse(readFileSync(table, 'utf8')) as ServiceModel;
const operations = Object.entries(model.inputs);
let server: InProcessApi;
let admin: Codeartifact;
before(async () => {
  server = await startInProcessApi();
  admin = server.clientWith([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
});
after(() => server[Symbol.asyncDispose]());

interface Refusal {
  readonly name: string;
  readonly reason?: string;
  readonly message: string;
}

/** How the server refused; null: it did not. */
async function refusalOf(operation: string, input: object): Promise<Refusal | null> {
  const method = (operation[0]?.toLowerCase() + operation.slice(1)) as 'createDomain';
  try {
    await admin[method](input as never);
    return null;
  } catch (error) {
    return error as Refusal;
  }
}

const requiredOf = (shape: string): Record<string, unknown> => {
  const { members = {}, required = [] } = model.shapes[shape] ?? {};
  return Object.fromEntries(required.map((member) => [member, sampleOf(model, members[member] ?? '')]));
};

const names = (refusal: Refusal | null, place: string): boolean =>
  refusal?.name === 'ValidationException' &&
  refusal.message.includes(`Value at '${place}' failed to satisfy constraint`);

/** It is the payload hash of the signature too, which is checked before any member is, and which signers fill in. */
const payloadHash = 'assetSHA256';

/** What is wrong with how the value was answered; null: nothing. */
async function judge(operation: string, base: object, member: string, boundary: BoundaryValue): Promise<string | null> {
  const { edge, value, violatesAt } = boundary;
  const refusal = await refusalOf(operation, { ...base, [member]: value });
  const told = refusal === null ? 'accepted' : `${refusal.name} (${refusal.reason}): ${refusal.message}`;
  const isAgainstModel = refusal?.message.includes(`Value at '${member}`) === true;
  if (violatesAt === null) return isAgainstModel ? `${member} ${edge} is within the model, but: ${told}` : null;
  if (member === payloadHash)
    return refusal?.name === 'InvalidSignatureException' ? null : `${member} ${edge}: ${told}`;
  const isRight = names(refusal, member + violatesAt) && refusal?.reason === 'FIELD_VALIDATION_FAILED';
  return isRight ? null : `${member} ${edge} is over the edge, but: ${told}`;
}

describe('every constraint of the model, at its boundary and one step over', () => {
  for (const [operation, shape] of operations)
    it(`of ${operation}`, async () => {
      const base = requiredOf(shape);
      const wrong: string[] = [];
      for (const [member, of] of Object.entries(model.shapes[shape]?.members ?? {}))
        for (const boundary of boundaryValues(model, of)) {
          const problem = await judge(operation, base, member, boundary);
          if (problem !== null) wrong.push(problem);
        }
      assert.deepEqual(wrong, []);
      // This API has no blob store, and says so where a publish would need one.
      const outages = server.failures.filter((error) => !String(error).includes('started without bytes'));
      assert.deepEqual(outages, []);
    });
});

describe('every required member', () => {
  for (const [operation, shape] of operations) {
    const base = requiredOf(shape);
    const members = Object.keys(base).filter((member) => member !== payloadHash && member !== 'assetContent');
    if (members.length === 0) continue;
    it(`of ${operation} is missed`, async () => {
      for (const member of members) {
        const { [member]: _, ...rest } = base;
        const refusal = await refusalOf(operation, rest);
        assert.ok(names(refusal, member), `${member}: ${refusal?.name} ${refusal?.message}`);
      }
    });
  }
});

it('the table holds all 48 operations, and they have constraints in plenty', () => {
  const edges = operations.flatMap(([, shape]) =>
    Object.values(model.shapes[shape]?.members ?? {}).flatMap((of) => boundaryValues(model, of)),
  );
  assert.equal(operations.length, 48);
  assert.ok(edges.length > 1500, `${edges.length} values`);
});
