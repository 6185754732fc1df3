import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packageGroupArn } from './arn.ts';
import { parseTaggableArn } from './taggable-arn.ts';

const start = 'arn:aws:codeartifact:eu-west-1:111122223333';
const id = { region: 'eu-west-1', owner: '111122223333', domain: 'acme' };

describe('the ARN of what carries tags', () => {
  it('is read as what it names', () => {
    assert.deepEqual(parseTaggableArn(`${start}:domain/acme`), { kind: 'domain', id });
    assert.deepEqual(parseTaggableArn(`${start}:repository/acme/Team.1`), {
      ...{ kind: 'repository', id },
      repository: 'Team.1',
    });
    for (const pattern of ['/*', '/npm/acme/ui~', '/npm//left$', '/maven/a:b%2a/*'])
      assert.deepEqual(parseTaggableArn(packageGroupArn(id, pattern)), { kind: 'package-group', id, pattern });
  });

  for (const text of [
    'acme',
    `${start}:domain/acme/`,
    `${start}:repository/acme`,
    `${start}:package/acme/team/npm//left`,
    `${start}:package-group/acme/*`,
    `${start}:package-group/acme/%2A`,
    'arn:aws:s3:::bucket/acme',
  ])
    it(`is not '${text}'`, () => assert.equal(parseTaggableArn(text), null));
});
