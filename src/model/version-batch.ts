import type { PackageVersionStatus } from './status.ts';

/** `PackageVersionErrorCode` of the API model. */
export type VersionErrorCode =
  | 'ALREADY_EXISTS'
  | 'MISMATCHED_REVISION'
  | 'MISMATCHED_STATUS'
  | 'NOT_ALLOWED'
  | 'NOT_FOUND'
  | 'SKIPPED';

/** Why one version of a batch was left as it was; spelled as the caller spelled it. */
export interface VersionFailure {
  readonly version: string;
  readonly code: VersionErrorCode;
  readonly message: string;
}

export interface VersionSuccess {
  readonly version: string;
  /** null: nothing is left that could have one. */
  readonly revision: string | null;
  readonly status: PackageVersionStatus;
}

/** What became of each version of a batch. One that needed no change may be in neither list. */
export interface BatchResult {
  readonly succeeded: readonly VersionSuccess[];
  readonly failed: readonly VersionFailure[];
}

export const skipped = (version: string): VersionFailure => ({
  version,
  code: 'SKIPPED',
  message: `Version ${version} was skipped, since another version of the request failed.`,
});

export const missing = (version: string): VersionFailure => ({
  version,
  code: 'NOT_FOUND',
  message: `Could not find version ${version}.`,
});

export const otherRevision = (version: string, current: string | null, expected: string): VersionFailure => ({
  version,
  code: 'MISMATCHED_REVISION',
  message: `current revision: ${current ?? 'none'}, expected revision: ${expected}`,
});

export const otherStatus = (version: string, current: PackageVersionStatus, expected: string): VersionFailure => ({
  version,
  code: 'MISMATCHED_STATUS',
  message: `current status: ${current}, expected status: ${expected}`,
});

export const disposed = (version: string): VersionFailure => ({
  version,
  code: 'NOT_ALLOWED',
  message: `Version ${version} is Disposed: its status cannot change any more. Delete it to use the version again.`,
});

export const alreadyThere = (version: string): VersionFailure => ({
  version,
  code: 'ALREADY_EXISTS',
  message: `Version ${version} already exists with other content.`,
});
