import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findGeneratedAccessKeyId } from './bootstrap-admin.ts';
import { openAccessKey } from './open-access-key.ts';
import type { PrincipalsDeps } from './principals.ts';

export interface CredentialFilesOptions {
  readonly dataDir: string;
  readonly region: string;
  /** URL of this server. */
  readonly endpoint: string;
}

export interface CredentialFiles {
  readonly accessKeyId: string;
  /** Paths, for AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE. */
  readonly credentials: string;
  readonly config: string;
}

/** Whole or not at all, and never readable by others, not even for a moment. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
    await handle.close();
    await rename(draft, path);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(draft, { force: true });
    throw error;
  }
}

const profile = (settings: Readonly<Record<string, string>>): string =>
  `[default]\n${Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')}`;

/** As the AWS files "credentials" have it. */
export const credentialsText = ({ id, secret }: { readonly id: string; readonly secret: string }): string =>
  profile({ aws_access_key_id: id, aws_secret_access_key: secret });

/**
 * Writes `<dataDir>/credentials` and `<dataDir>/aws-config` (the AWS files "credentials" and "config", profile default,
 * mode 0600) for the access key that the installation made by itself; the second file alone is enough for a client. Called
 * at each start, since the endpoint may have changed. null, writing nothing, when the operator chose the key, or when it
 * was deleted or deactivated since.
 */
export async function writeCredentialFiles(
  deps: PrincipalsDeps,
  { dataDir, region, endpoint }: CredentialFilesOptions,
): Promise<CredentialFiles | null> {
  const accessKeyId = await findGeneratedAccessKeyId(deps);
  if (accessKeyId === null) return null;
  const key = await openAccessKey(deps, accessKeyId);
  if (key?.status !== 'Active') return null;
  const keys = { aws_access_key_id: accessKeyId, aws_secret_access_key: key.secret };
  const files = { accessKeyId, credentials: join(dataDir, 'credentials'), config: join(dataDir, 'aws-config') };
  await writePrivate(files.credentials, credentialsText({ id: accessKeyId, secret: key.secret }));
  await writePrivate(files.config, profile({ region, endpoint_url: endpoint, ...keys }));
  return files;
}
