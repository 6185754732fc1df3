import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { grant, policyText } from '../support/policy-text.ts';
import { clientsOf, type SigningCredentials } from '../support/principals.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { runCoffer } from './run-coffer.ts';

let server: TestServer;
before(async () => {
  server = await startServer({ repositories: { team: [] } });
});
after(() => server[Symbol.asyncDispose]());

const coffer = (...args: string[]) => runCoffer(server, args);

function readProfile(text: string): SigningCredentials {
  const value = (key: string): string => new RegExp(`^${key} = (\\S+)$`, 'm').exec(text)?.[1] ?? '';
  return { accessKeyId: value('aws_access_key_id'), secretAccessKey: value('aws_secret_access_key') };
}

describe('coffer account', () => {
  it('makes an account with an administrator of its own, beside a running server', async () => {
    const made = await coffer('account', 'create', 'Team B', '--id', '444455556666');
    assert.equal(made.code, 0, made.stderr);
    const theirs = clientsOf(server, readProfile(made.stdout));
    const { Arn } = await theirs.sts.getCallerIdentity({});
    assert.equal(Arn, 'arn:aws:iam::444455556666:user/admin');
    const listed = await coffer('account', 'list');
    assert.match(listed.stdout, /^111122223333 .*\n444455556666 .* Team B\n$/);
    const again = await coffer('account', 'create', 'x', '--id', '444455556666');
    assert.equal(again.code, 1);
    assert.match(again.stderr, /444455556666 exists already/);
  });

  it('writes the credentials where it is told to, for their owner alone', async () => {
    const path = join(server.dataDir, 'team-c');
    const made = await coffer('account', 'create', 'Team C', '--credentials-file', path);
    assert.equal(made.code, 0, made.stderr);
    assert.equal(made.stdout, '');
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const { Arn } = await clientsOf(server, readProfile(await readFile(path, 'utf8'))).sts.getCallerIdentity({});
    assert.match(Arn ?? '', /^arn:aws:iam::[1-9]\d{11}:user\/admin$/);
  });

  for (const [what, args, message] of [
    ['a number that is none', ['--id', '12'], /--id: '12' is not 12 digits/],
    ['a name that is too long', [], /1 to 50 characters/],
  ] as const)
    it(`refuses ${what}`, async () => {
      const name = args.length === 0 ? 'x'.repeat(51) : 'x';
      const { code, stderr } = await coffer('account', 'create', name, ...args);
      assert.equal(code, 1);
      assert.match(stderr, message);
    });

  it('keeps accounts apart, unless both sides share', async () => {
    const made = await coffer('account', 'create', 'Team D', '--id', '777788889999');
    const theirs = clientsOf(server, readProfile(made.stdout));
    const repository = { domain: 'acme', domainOwner: '111122223333', repository: 'team' };
    const describeTeam = () => theirs.codeartifact.describeRepository(repository);
    await assert.rejects(describeTeam(), { name: 'AccessDeniedException' });
    assert.deepEqual((await theirs.codeartifact.listDomains({})).domains, []);
    await theirs.codeartifact.createDomain({ domain: 'acme' });
    await server.codeartifact.putRepositoryPermissionsPolicy({
      ...{ domain: 'acme', repository: 'team' },
      policyDocument: policyText(grant({ AWS: '777788889999' }, 'codeartifact:DescribeRepository')),
    });
    assert.equal((await describeTeam()).repository?.name, 'team');
    await theirs.iam.createUser({ UserName: 'reader' });
    const { AccessKey } = await theirs.iam.createAccessKey({ UserName: 'reader' });
    const reader = clientsOf(server, {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    });
    await assert.rejects(reader.codeartifact.describeRepository(repository), { name: 'AccessDeniedException' });
    const { iam } = clientsOf(server);
    await assert.rejects(iam.getUser({ UserName: 'reader' }), { name: 'NoSuchEntityException' });
  });
});
