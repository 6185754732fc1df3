import type { PackageVersionError, SuccessfulPackageVersionInfo } from '@aws-sdk/client-codeartifact';
import { invalid, RegistryError } from '../kernel/errors.ts';
import type { VersionBatch, WantedVersion } from '../metadata/select-versions.ts';
import type { PackageVersionStatus } from '../model/status.ts';
import type { BatchResult } from '../model/version-batch.ts';
import type { Place } from '../registry/place.ts';
import type { OperationScope } from './operation.ts';
import { type PackageInput, readPackage } from './subject.ts';
import { requireRepository } from './target.ts';

type Revisions = Readonly<Record<string, string>> | undefined;

export interface BatchInput extends PackageInput {
  readonly repository: string;
  readonly versions: readonly string[];
  readonly versionRevisions?: Revisions;
  readonly expectedStatus?: PackageVersionStatus | undefined;
}

export interface BatchOutput {
  readonly successfulVersions: Record<string, SuccessfulPackageVersionInfo>;
  readonly failedVersions: Record<string, PackageVersionError>;
}

const maxVersions = 100;

/** null: a version that the format cannot have is one that is not there. */
function keyOf({ versions }: Place['format'], version: string): string | null {
  try {
    return versions.key(version);
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Validation') return null;
    throw error;
  }
}

/** Each version once, whatever number of spellings came. */
export function wantedVersions(
  format: Place['format'],
  wanted: Iterable<readonly [version: string, revision: string | null]>,
): readonly WantedVersion[] {
  const byKey = new Map<string, WantedVersion>();
  for (const [version, revision] of wanted) {
    const key = keyOf(format, version);
    const identity = key ?? version;
    if (!byKey.has(identity)) byKey.set(identity, { version, key, revision });
  }
  if (byKey.size > maxVersions) throw invalid(`A request names at most ${maxVersions} versions, not ${byKey.size}.`);
  return [...byKey.values()];
}

/** The guards have to be for the same versions. */
function guarded(versions: readonly string[], revisions: Revisions): [string, string | null][] {
  const expected = new Map(Object.entries(revisions ?? {}));
  if (revisions !== undefined) {
    const lacking = versions.find((version) => !expected.has(version));
    if (lacking !== undefined) throw invalid(`versionRevisions lacks the version ${lacking}, which versions names.`);
    const named = new Set(versions);
    const other = [...expected.keys()].find((version) => !named.has(version));
    if (other !== undefined) throw invalid(`versionRevisions names the version ${other}, which versions lacks.`);
  }
  return versions.map((version) => [version, expected.get(version) ?? null]);
}

/** The versions that an operation is to change, in a repository that keeps the package. */
export async function readBatch(
  input: BatchInput,
  scope: OperationScope,
  onFailure: VersionBatch['onFailure'],
): Promise<VersionBatch> {
  const { domain, repository } = requireRepository(scope, input);
  const { format, name, stored } = await readPackage(input, scope);
  return {
    domainId: domain.id,
    repositoryId: repository.id,
    package: { format: format.id, name, key: stored.key },
    versions: wantedVersions(format, guarded(input.versions, input.versionRevisions)),
    expectedStatus: input.expectedStatus ?? null,
    onFailure,
    now: scope.request.now.getTime(),
  };
}

export const batchOutput = ({ succeeded, failed }: BatchResult): BatchOutput => ({
  successfulVersions: Object.fromEntries(
    succeeded.map(({ version, revision, status }) => [version, { revision: revision ?? undefined, status }]),
  ),
  failedVersions: Object.fromEntries(
    failed.map(({ version, code, message }) => [version, { errorCode: code, errorMessage: message }]),
  ),
});
