import { satisfies } from 'semver';
import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import { isJsonObject, type JsonObject, memberOf } from '../shared/json-text.ts';
import { findAdvisories, readAuditBody } from './audit.ts';
import type { NpmFacts } from './facts.ts';

/** Where a package is installed, from the root down: `a>b`. */
interface Installed {
  readonly name: string;
  readonly version: string;
  readonly path: string;
}

/** A tree as deep as this is no lockfile's. */
const maxDepth = 64;
const maxInstalled = 200_000;

function* installedIn(tree: unknown, above: string, depth: number): Generator<Installed> {
  if (!isJsonObject(tree) || depth > maxDepth) return;
  for (const [name, entry] of Object.entries(tree)) {
    if (!isJsonObject(entry)) continue;
    const path = above === '' ? name : `${above}>${name}`;
    const version = memberOf(entry, 'version');
    if (typeof version === 'string') yield { name, version, path };
    yield* installedIn(memberOf(entry, 'dependencies'), path, depth + 1);
  }
}

const severities = ['info', 'low', 'moderate', 'high', 'critical'] as const;

const textOf = (advisory: JsonObject, key: string): string => {
  const value = memberOf(advisory, key);
  return typeof value === 'string' ? value : '';
};

/** As the old endpoint words it; null: none of the installed versions is meant. */
function worded(advisory: JsonObject, name: string, installed: readonly Installed[]): object | null {
  const range = textOf(advisory, 'vulnerable_versions');
  const affected = installed.filter(({ version }) => satisfies(version, range, { includePrerelease: true }));
  if (affected.length === 0) return null;
  const versions = Map.groupBy(affected, ({ version }) => version);
  return {
    ...advisory,
    module_name: name,
    vulnerable_versions: range,
    patched_versions: textOf(advisory, 'patched_versions') || '<0.0.0',
    overview: textOf(advisory, 'overview'),
    recommendation: textOf(advisory, 'recommendation'),
    cves: memberOf(advisory, 'cves') ?? [],
    findings: [...versions].map(([version, at]) => ({ version, paths: at.map(({ path }) => path) })),
  };
}

/** POST /-/npm/v1/security/audits and …/quick: what pnpm 10 and yarn 1 ask, and npm when the bulk question fails. */
export async function quickAudit({ body }: FormatRequest, port: RepositoryPort<NpmFacts>): Promise<FormatResponse> {
  const asked = await readAuditBody(body);
  const installed = [...installedIn(memberOf(asked, 'dependencies'), '', 0).take(maxInstalled)];
  const byName = Map.groupBy(installed, ({ name }) => name);
  const wanted = new Map([...byName].map(([name, at]) => [name, [...new Set(at.map(({ version }) => version))]]));
  const found = await findAdvisories(port, wanted);
  const advisories = [...found].flatMap(([name, list]) =>
    list.flatMap((advisory) => {
      const report = worded(advisory, name, byName.get(name) ?? []);
      return report === null ? [] : [{ id: memberOf(advisory, 'id'), severity: textOf(advisory, 'severity'), report }];
    }),
  );
  const counts = severities.map((severity) => [
    severity,
    advisories.filter((advisory) => advisory.severity === severity).length,
  ]);
  const report = {
    actions: [],
    advisories: Object.fromEntries(advisories.map(({ id, report: worded }) => [String(id), worded])),
    muted: [],
    metadata: {
      vulnerabilities: Object.fromEntries(counts),
      dependencies: wanted.size,
      devDependencies: 0,
      optionalDependencies: 0,
      totalDependencies: wanted.size,
    },
  };
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(report) };
}
