import type {
  ListPackageVersionsRequest,
  ListPackageVersionsResult,
  PackageVersionSummary,
} from '@aws-sdk/client-codeartifact';
import {
  findLatestPublished,
  findTaggedVersion,
  type ListedVersion,
  listVersions,
  type VersionPage,
  type VersionPosition,
} from '../../metadata/list-versions.ts';
import type { Operation, OperationScope } from '../operation.ts';
import { type Cursor, numberAt, openPage, textAt } from '../pages.ts';
import { onPackage } from '../resources.ts';
import { type FoundPackage, readPackage } from '../subject.ts';
import { describeOrigin } from '../views/version-origin.ts';

type Order = VersionPosition['by'];

const summarise = (version: ListedVersion): PackageVersionSummary => ({
  version: version.version,
  revision: version.revision ?? undefined,
  status: version.status,
  origin: describeOrigin(version),
});

const cursorIn =
  (by: Order) =>
  ({ version, publishedAt }: Pick<ListedVersion, 'version' | 'publishedAt'>): Cursor =>
    by === 'time' ? [version, String(publishedAt.getTime())] : [version];

/** The sort key is made again from the version: it can be longer than a token may be. */
function positionIn(cursor: Cursor, by: Order, { format: { versions } }: FoundPackage): VersionPosition {
  const version = textAt(cursor, 0);
  const key = versions.key(version);
  return by === 'time'
    ? { by, publishedAt: numberAt(cursor, 1), key }
    : { by, sortKey: versions.sortKey(version), key };
}

/** What the format tags as its default, else what was published last. */
async function defaultVersion({ format, stored }: FoundPackage, { deps }: OperationScope): Promise<string | null> {
  const { reader } = deps.database;
  const tagged = format.defaultTag === null ? null : await findTaggedVersion(reader, stored.id, format.defaultTag);
  return tagged ?? findLatestPublished(reader, stored.id);
}

const none: VersionPage = { versions: [], stoppedAt: null };

/** In every status unless one is asked for: the highest version first, or the latest publication. */
export const listPackageVersions: Operation<ListPackageVersionsRequest, ListPackageVersionsResult> = {
  action: 'codeartifact:ListPackageVersions',
  resource: onPackage,
  async handle(input, scope) {
    const found = await readPackage(input, scope);
    const { status = null, originType: origin = null } = input;
    const by: Order = input.sortBy === undefined ? 'version' : 'time';
    const page = openPage({
      query: ['ListPackageVersions', found.stored.id, status, origin, by],
      input,
      defaultSize: 50,
    });
    const after = page.after && positionIn(page.after, by, found);
    const query = { packageId: found.stored.id, origin, by, after, limit: page.limit };
    const { reader } = scope.deps.database;
    const { versions, stoppedAt } = status === 'Deleted' ? none : await listVersions(reader, { ...query, status });
    const { rows, nextToken } = page.close(versions, cursorIn(by), stoppedAt && cursorIn(by)(stoppedAt));
    return {
      defaultDisplayVersion: (await defaultVersion(found, scope)) ?? undefined,
      format: found.format.id,
      namespace: found.name.namespace ?? undefined,
      package: found.name.name,
      versions: rows.map(summarise),
      nextToken,
    };
  },
};
