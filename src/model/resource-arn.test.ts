import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { domainArn, packageArn, packageGroupArn, repositoryArn } from './arn.ts';
import { parseResourceArn } from './resource-arn.ts';

const id = { region: 'eu-west-1', owner: '111122223333', domain: 'acme' };
const of = { owner: '111122223333', domain: 'acme' };

describe('the ARN of a resource', () => {
  it('tells which domain and repository it is of', () => {
    assert.deepEqual(parseResourceArn(domainArn(id)), { ...of, kind: 'domain', repository: null });
    assert.deepEqual(parseResourceArn(repositoryArn(id, 'Team.1')), {
      ...of,
      kind: 'repository',
      repository: 'Team.1',
    });
    assert.deepEqual(parseResourceArn(packageGroupArn(id, '/npm/*')), {
      ...of,
      kind: 'package-group',
      repository: null,
    });
    for (const name of [
      { namespace: null, name: 'left' },
      { namespace: 'a:b', name: 'repository/acme/other' },
    ])
      assert.deepEqual(parseResourceArn(packageArn(id, 'team', 'npm', name)), {
        ...{ ...of, kind: 'package', repository: 'team' },
      });
  });

  for (const text of ['*', 'arn:aws:s3:::acme/team', 'arn:aws:codeartifact:eu-west-1:111122223333:acme', 'domain/acme'])
    it(`is not '${text}'`, () => assert.equal(parseResourceArn(text), null));
});
