import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { grant, policyText, refuse } from '../support/policy-text.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { runCoffer } from './run-coffer.ts';

const team = 'arn:aws:codeartifact:us-east-1:111122223333:repository/acme/team';
const admin = 'arn:aws:iam::111122223333:user/admin';
const read = 'codeartifact:ReadFromRepository';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
  await server.codeartifact.putRepositoryPermissionsPolicy({
    ...{ domain: 'acme', repository: 'team' },
    policyDocument: policyText(
      { ...grant('*', read), Sid: 'Open' },
      { ...refuse('*', 'codeartifact:Delete*'), Condition: { NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } },
    ),
  });
});
after(() => server[Symbol.asyncDispose]());

const explain = (principal: string, action: string, ...more: string[]) =>
  runCoffer(server, ['policy', 'explain', '--principal', principal, '--action', action, '--resource', team, ...more]);

describe('coffer policy explain', () => {
  it('names the statement of the principal that allows', async () => {
    const { code, stdout } = await explain(admin, 'codeartifact:DescribeRepository');
    assert.equal(code, 0);
    assert.match(stdout, /^allowed: .*user\/admin may codeartifact:DescribeRepository on .*repository\/acme\/team/);
    assert.match(stdout, /Decided by statement 0 of a policy of the principal\.\n\{\n {2}"Effect": "Allow"/);
  });

  it('names the statement of the repository that refuses, and ends with 1', async () => {
    const action = 'codeartifact:DeleteRepository';
    const { code, stdout } = await explain(admin, action, '--source-ip', '192.0.2.1');
    assert.equal(code, 1);
    assert.match(stdout, /^explicit-deny: .* with an explicit deny in a resource-based policy \(statement 1\)\./);
    assert.match(stdout, /Decided by statement 1 of the repository's policy\./);
    assert.equal((await explain(admin, action, '--source-ip', '10.1.2.3')).code, 0);
    assert.equal((await explain(admin, action, '--context', 'aws:SourceIp=10.1.2.3')).code, 0);
  });

  it('speaks of roots, of other accounts and of nobody', async () => {
    const other = 'arn:aws:iam::222233334444:root';
    assert.match((await explain(other, 'codeartifact:DescribeRepository')).stdout, /no resource-based policy allows/);
    assert.match((await explain('arn:aws:iam::111122223333:root', read)).stdout, /^allowed/);
    assert.match((await explain('anonymous', read)).stdout, /^implicit-deny/);
    const open = await explain('anonymous', read, '--anonymous-read', 'true');
    assert.match(open.stdout, /^allowed[\s\S]*statement 0 'Open' of the repository's policy/);
  });

  it('says what it cannot use', async () => {
    const unknown = await explain(`${admin}s`, read);
    assert.deepEqual([unknown.code, /there is no user or role .*admins/.test(unknown.stderr)], [1, true]);
    assert.match((await explain(admin, read, '--context', 'x')).stderr, /--context: 'x' is not key=value/);
    assert.match((await explain(admin, read, '--source-ip', 'x')).stderr, /--source-ip/);
  });
});
