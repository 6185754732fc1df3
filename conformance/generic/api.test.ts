import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { digestsOf } from '../../src/model/digests.ts';
import { awsCli } from '../../test/support/clients/aws.ts';
import { describeWithClients } from '../../test/support/clients/find-client.ts';
import { startServer } from '../../test/support/server.ts';

const content = Buffer.from('built here');
const { sha256 } = digestsOf(content);

describeWithClients(['aws'], 'generic packages through the AWS CLI', () => {
  it('publishes an unfinished version, finishes it and reads an asset back', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const { json, folder } = await awsCli(server);
    const file = join(folder, 'tool.bin');
    await writeFile(file, content);
    const where = ['--domain', server.domain, '--repository', 'app', '--format', 'generic'];
    const version = [...where, '--namespace', 'acme', '--package', 'tool', '--package-version', 'v1.0-any_thing'];
    const publish = (asset: string, ...more: string[]) =>
      json(
        ...['codeartifact', 'publish-package-version'],
        ...version,
        '--asset-content',
        file,
        '--asset-name',
        asset,
        '--asset-sha256',
        sha256,
        ...more,
      );
    const first = (await publish('tool 1.bin', '--unfinished')) as { status: string };
    const second = (await publish('tool 2.bin')) as { status: string; asset: { hashes: Record<string, string> } };
    assert.deepEqual(
      [first.status, second.status, second.asset.hashes['SHA-256']],
      ['Unfinished', 'Published', sha256],
    );
    await assert.rejects(publish('tool 3.bin'), /ConflictException/);
    await assert.rejects(publish('tool/4.bin'), /ValidationException/);
    const copy = join(folder, 'copy.bin');
    await json('codeartifact', 'get-package-version-asset', ...version, '--asset', 'tool 1.bin', copy);
    assert.deepEqual(await readFile(copy), content);
    const listed = (await json('codeartifact', 'list-package-version-assets', ...version)) as {
      assets: { name: string }[];
    };
    assert.deepEqual(
      listed.assets.map(({ name }) => name),
      ['tool 1.bin', 'tool 2.bin'],
    );
  });

  it('refuses content that is not of its digest', async () => {
    await using server = await startServer({ repositories: { app: [] } });
    const published = server.codeartifact.publishPackageVersion({
      ...{ domain: server.domain, repository: 'app', format: 'generic', package: 'tool', packageVersion: '1' },
      ...{ assetName: 'a', assetContent: content, assetSHA256: '0'.repeat(64) },
    });
    await assert.rejects(published, { name: 'ValidationException' });
  });
});
