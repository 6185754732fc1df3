import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningCoffer } from '../compose.ts';
import { RegistryError } from '../kernel/errors.ts';

export interface QuickStartLayout {
  readonly domain: string;
  readonly repository: string;
  readonly stores: readonly string[];
}

type Operations = Pick<RunningCoffer, 'asAdmin'>;

const domain = 'my-domain';
const repository = 'my-repo';
const markerName = 'quick-start-pending';

/** A store for each format that has a public registry: its repository and its external connection. */
async function storesOfCatalogue(): Promise<{ name: string; connection: string }[]> {
  const { catalogue } = await import('../formats/catalogue.ts');
  return [...catalogue.values()].flatMap(({ id, upstream }) => {
    const connection = upstream?.connections.find((name) => name.startsWith('public:'));
    return connection === undefined ? [] : [{ name: `${id}-store`, connection }];
  });
}

/** An earlier start may have been cut short: what it made already is as good. */
async function unlessDone(step: Promise<object>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof RegistryError && error.code === 'Conflict')) throw error;
  }
}

async function setUp({ asAdmin }: Operations): Promise<QuickStartLayout> {
  const stores = await storesOfCatalogue();
  await unlessDone(asAdmin('CreateDomain', { domain }));
  for (const { name, connection } of stores) {
    const store = { domain, repository: name };
    await unlessDone(asAdmin('CreateRepository', { ...store, description: `What came from ${connection}.` }));
    await unlessDone(asAdmin('AssociateExternalConnection', { ...store, externalConnection: connection }));
  }
  const upstreams = stores.map(({ name }) => ({ repositoryName: name }));
  await unlessDone(
    asAdmin('CreateRepository', { domain, repository, upstreams, description: 'Publish and install here.' }),
  );
  return { domain, repository, stores: stores.map(({ name }) => name) };
}

async function isEmpty(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
}

/**
 * Call it before the server starts. Where the data folder is empty, leaves a mark in it, so that a quick start that a crash
 * cuts short goes on at the next start; answers what to run once the server is up, or null where there is nothing to do.
 */
export async function beginQuickStart(
  dataDir: string,
): Promise<((coffer: Operations) => Promise<QuickStartLayout>) | null> {
  const marker = join(dataDir, markerName);
  if (await isEmpty(dataDir)) {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await writeFile(marker, '');
  } else if (!(await readdir(dataDir)).includes(markerName)) return null;
  return async (coffer) => {
    const layout = await setUp(coffer);
    await rm(marker);
    return layout;
  };
}
