import { systemClock } from '../kernel/clock.ts';
import type { BlobUse } from '../metadata/list-blobs.ts';
import type { RepairDeps } from '../tasks/jobs/repair-blob.ts';
import type { DamagedBlob, VerifyReport } from '../tasks/jobs/verify-store.ts';
import { openForTool, type ToolStores } from './open-for-tool.ts';
import type { ServerOptions } from './settings-options.ts';
import { showBytes } from './show-bytes.ts';

export type VerifyOptions = ServerOptions & { readonly repair?: boolean };

const progressMilliseconds = 2000;

function showProgress(): (readBytes: number, totalBytes: number) => void {
  let shownAt = performance.now();
  return (readBytes, totalBytes) => {
    if (performance.now() - shownAt < progressMilliseconds) return;
    shownAt = performance.now();
    console.error(`Read ${showBytes(readBytes)} of ${showBytes(totalBytes)} …`);
  };
}

const nameOf = ({ domain, repository, format, namespace, name, version, asset }: BlobUse): string =>
  `${domain}/${repository} ${format} ${namespace === null ? name : `${namespace}/${name}`} ${version} ${asset}`;

function showDamage({ kind, problem, location, uses, repair }: DamagedBlob): void {
  const names = uses.length === 0 ? ['a blob that no package has'] : uses.map(nameOf);
  for (const name of names) console.log(`${kind}: ${name}`);
  console.log(`  blob ${location}: ${problem}.`);
  if (repair?.kind === 'repaired') console.log(`  Fetched again from ${repair.source}.`);
  if (repair?.kind === 'not repaired') console.log(`  Not repaired: ${repair.reason.replace(/\.$/, '')}.`);
}

/** Answers what fetches damaged blobs again, as a server with these settings would fetch them. */
async function openRepair(stores: ToolStores, closing: AsyncDisposableStack): Promise<RepairDeps> {
  const { resolveConnections } = await import('../upstreams/connections.ts');
  const { originClient } = await import('../upstreams/origin-client.ts');
  const { upstreamRequests } = await import('../upstreams/upstream-requests.ts');
  const { externalConnections, proxies } = stores.settings;
  const client = originClient({ proxies });
  closing.defer(() => client.close());
  return {
    ...stores,
    requests: upstreamRequests({ clock: systemClock, originClient: client }),
    connections: resolveConnections(externalConnections),
  };
}

function showReport(report: VerifyReport, repairing: boolean): void {
  const { blobs, sizeBytes, lost, repaired, documents, orphans, brokenRules } = report;
  for (const { rule, count, loss } of brokenRules)
    console.log(`records: ${count} ${rule}${repairing && !loss ? ', made right' : ''}.`);
  if (documents > 0)
    console.log(
      `${documents} cached documents of upstreams are damaged; ${repairing ? 'they are fetched again when they are asked for' : '--repair lets them be fetched again'}.`,
    );
  if (orphans > 0) console.log(`${orphans} files have no record; 'coffer gc' removes them after the grace period.`);
  console.log(
    `Read ${blobs} blobs (${showBytes(sizeBytes)}): ${lost === 0 ? 'none' : lost} lost, ${repaired} repaired.`,
  );
}

/** Reads every blob and compares it with its record. Ends with 1 when something is wrong that was not repaired. */
export async function verify({ repair: repairing = false, ...options }: VerifyOptions): Promise<void> {
  await using closing = new AsyncDisposableStack();
  const stores = closing.use(await openForTool(options));
  const { verifyStore } = await import('../tasks/jobs/verify-store.ts');
  const { repairBlob } = await import('../tasks/jobs/repair-blob.ts');
  const repairDeps = repairing ? await openRepair(stores, closing) : null;
  const report = await verifyStore({
    ...stores,
    clock: systemClock,
    repair: repairDeps && ((blob, uses) => repairBlob(repairDeps, blob, uses)),
    onProgress: showProgress(),
    onDamage: showDamage,
  });
  showReport(report, repairing);
  const broken = report.brokenRules.some(({ loss }) => loss || !repairing);
  if (report.lost > 0 || broken || (report.documents > 0 && !repairing)) process.exitCode = 1;
}
