import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadSettings } from '../config/load-settings.ts';
import type { Settings } from '../config/settings.ts';
import { isFresh, makeAuthority, makeServerCertificate, type Pem } from './make-certificate.ts';

export interface TlsOptions {
  readonly host?: readonly string[];
  readonly dataDir?: string;
}

const authorityDays = 3650;
/** Apple's platforms refuse server certificates that last longer. */
const serverDays = 397;

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The authority of an earlier run, so that clients that trust it need nothing new; else a new one. */
async function authorityIn(folder: string): Promise<Pem> {
  const [certificatePath, keyPath] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  const [certificate, privateKey] = await Promise.all([readIfThere(certificatePath), readIfThere(keyPath)]);
  if (certificate !== null && privateKey !== null && isFresh(certificate)) return { certificate, privateKey };
  const made = await makeAuthority('Coffer local CA', authorityDays);
  await writeFile(keyPath, made.privateKey, { mode: 0o600 });
  await writeFile(certificatePath, made.certificate);
  return made;
}

function hostsOf({ publicUrl, endpointSuffix }: Settings, asked: readonly string[]): readonly string[] {
  const hosts = ['localhost', '127.0.0.1', '::1', ...asked];
  if (publicUrl !== null) hosts.push(publicUrl.hostname.replace(/^\[|\]$/g, ''));
  if (endpointSuffix !== null) hosts.push(endpointSuffix, `*.${endpointSuffix}`);
  return [...new Set(hosts)];
}

/**
 * Makes a local certificate authority and a server certificate below `<data>/tls`, and prints how to use them. Run again, it
 * keeps the authority and renews the certificate.
 */
export async function tls({ host = [], ...flags }: TlsOptions): Promise<void> {
  const settings = loadSettings({ flags });
  const folder = join(settings.dataDir, 'tls');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const authority = await authorityIn(folder);
  const hosts = hostsOf(settings, host);
  const made = await makeServerCertificate(authority, { hosts, days: serverDays });
  const [cert, key, ca] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), join(folder, 'ca.pem')];
  await writeFile(key, made.privateKey, { mode: 0o600 });
  await writeFile(cert, made.certificate + authority.certificate);
  console.log(
    [
      `A certificate for ${hosts.join(', ')}, good for ${serverDays} days; run this again to renew it. Serve with it:`,
      `  export COFFER_TLS_CERT=${cert} COFFER_TLS_KEY=${key}`,
      '',
      `Clients have to trust ${ca}:`,
      `  export NODE_EXTRA_CA_CERTS=${ca}   # npm, pnpm, yarn, bun`,
      `  export AWS_CA_BUNDLE=${ca}         # AWS CLI and SDKs`,
      `  export PIP_CERT=${ca}              # pip; REQUESTS_CA_BUNDLE for twine`,
    ].join('\n'),
  );
}
