import { hash } from 'node:crypto';
import { sql } from 'kysely';
import { packageArn } from '../model/arn.ts';
import type { PackageFormat } from '../model/package-format.ts';
import type { PackageVersionStatus } from '../model/status.ts';
import type { StoredPackage } from './packages.ts';
import { type Placeholders, prepareQuery } from './prepared-query.ts';
import type { ChangesTable, Db, OutboxTable } from './schema.ts';

/** What happened to one version, as the EventBridge event tells it (AWS: "CodeArtifact event format"). */
export interface VersionChange {
  readonly package: StoredPackage;
  readonly format: PackageFormat;
  readonly version: string;
  readonly state: PackageVersionStatus;
  readonly revision: string | null;
  readonly operation: 'Created' | 'Updated' | 'Deleted';
  readonly assetsAdded: number;
  readonly assetsRemoved: number;
  readonly assetsUpdated: number;
  readonly metadataUpdated: boolean;
  readonly statusChanged: boolean;
}

export interface Change {
  readonly domainId: number;
  readonly now: number;
  readonly versions: readonly VersionChange[];
  /** Packages whose documents read differently from now on. Retention is no such change. */
  readonly packages: readonly { readonly package: StoredPackage; readonly format: PackageFormat }[];
}

/** Kinds of rows in the feed; never renumber. */
export const changeKinds = { package: 1, topology: 2 } as const;

/** How the feed spells a package of a format. */
export const packageKeyOf = (format: string, key: string): string => `${format}/${key}`;

interface RepositoryNames {
  readonly id: number;
  readonly name: string;
  readonly administrator: string;
}

interface DomainNames {
  readonly region: string;
  readonly owner: string;
  readonly name: string;
  readonly change_seq: number;
}

function eventOf(domain: DomainNames, repository: RepositoryNames, change: VersionChange, now: number) {
  const { package: subject, format, version, state, revision, operation } = change;
  const resource = packageArn({ ...domain, domain: domain.name }, repository.name, format, subject.name);
  const identity = [domain.owner, domain.name, repository.name, domain.change_seq, format, subject.key, version];
  return {
    'detail-type': 'CodeArtifact Package Version State Change',
    source: 'aws.codeartifact',
    account: domain.owner,
    region: domain.region,
    time: new Date(now).toISOString(),
    resources: [resource],
    detail: {
      domainName: domain.name,
      domainOwner: domain.owner,
      repositoryName: repository.name,
      repositoryAdministrator: repository.administrator,
      packageFormat: format,
      packageNamespace: subject.name.namespace,
      packageName: subject.name.name,
      packageVersion: version,
      packageVersionState: state,
      packageVersionRevision: revision,
      changes: {
        assetsAdded: change.assetsAdded,
        assetsRemoved: change.assetsRemoved,
        assetsUpdated: change.assetsUpdated,
        metadataUpdated: change.metadataUpdated,
        statusChanged: change.statusChanged,
      },
      operationType: operation,
      sequenceNumber: domain.change_seq,
      eventDeduplicationId: hash('sha256', JSON.stringify(identity), 'base64'),
    },
  };
}

/** The next change number of the domain, and the names that events carry. */
const bump = prepareQuery((db, { domainId }: Placeholders<{ domainId: number }>) =>
  db
    .updateTable('domains')
    .set({ change_seq: sql<number>`change_seq + 1` })
    .where('id', '=', domainId)
    .returning(['region', 'owner', 'name', 'change_seq']),
);

const namesOf = prepareQuery((db, { ids }: Placeholders<{ ids: readonly number[] }>) =>
  db.selectFrom('repositories').select(['id', 'name', 'administrator']).where('id', 'in', ids),
);

const insertEvents = prepareQuery((db, { rows }: Placeholders<{ rows: readonly Omit<OutboxTable, 'id'>[] }>) =>
  db.insertInto('outbox').values(rows),
);

const markChanged = prepareQuery((db, { id, seq }: Placeholders<{ id: number; seq: number }>) =>
  db.updateTable('packages').set({ changed_seq: seq }).where('id', '=', id),
);

const insertChange = prepareQuery((db, row: Placeholders<ChangesTable>) =>
  db
    .insertInto('changes')
    .values(row)
    .onConflict((conflict) => conflict.doNothing()),
);

/** A statement takes so many values, and a package can have tens of thousands of versions. */
const rowsAtOnce = 1000;

async function recordEvents(tx: Db, domain: DomainNames, { domainId, versions, now }: Change): Promise<void> {
  if (versions.length === 0) return;
  const ids = [...new Set(versions.map((change) => change.package.repositoryId))];
  const names = await namesOf.all(tx, { ids });
  const byId = new Map(names.map((repository) => [repository.id, repository]));
  const rows = versions.flatMap((change) => {
    const repository = byId.get(change.package.repositoryId);
    if (repository === undefined) return [];
    const payload = JSON.stringify(eventOf(domain, repository, change, now));
    return [{ domain_id: domainId, seq: domain.change_seq, due_at: now, attempts: 0, payload }];
  });
  for (let start = 0; start < rows.length; start += rowsAtOnce)
    await insertEvents.all(tx, { rows: rows.slice(start, start + rowsAtOnce) });
}

/** Gives what a transaction did its change number: the feed for other readers, and one event a version. Last in it. */
export async function recordChange(tx: Db, change: Change): Promise<number> {
  const domain = await bump.one(tx, { domainId: change.domainId });
  const seq = domain.change_seq;
  for (const { package: subject, format } of change.packages) {
    await markChanged.all(tx, { id: subject.id, seq });
    await insertChange.all(tx, {
      domain_id: change.domainId,
      seq,
      kind: changeKinds.package,
      a: subject.repositoryId,
      b: packageKeyOf(format, subject.key),
    });
  }
  await recordEvents(tx, domain, change);
  return seq;
}

/** The order in which repositories of the domain are searched may have changed. */
export async function recordTopologyChange(tx: Db, domainId: number): Promise<void> {
  const { change_seq: seq } = await bump.one(tx, { domainId });
  await insertChange.all(tx, { domain_id: domainId, seq, kind: changeKinds.topology, a: 0, b: '' });
}
