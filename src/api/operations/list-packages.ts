import type { ListPackagesRequest, ListPackagesResult, PackageSummary } from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import {
  findPackagePosition,
  type PackagePosition,
  listPackages as selectPackages,
} from '../../metadata/list-packages.ts';
import type { StoredPackage } from '../../metadata/packages.ts';
import type { PackageFormat } from '../../model/package-format.ts';
import type { Checked, Operation, OperationScope } from '../operation.ts';
import { type Cursor, numberAt, type OpenPage, openPage, textAt } from '../pages.ts';
import { onRepository } from '../resources.ts';
import { requireFormat } from '../subject.ts';
import { requireRepository } from '../target.ts';

type Input = Checked<ListPackagesRequest>;

interface Listed {
  readonly format: PackageFormat;
  readonly stored: StoredPackage;
}

const summarise = ({ format, stored: { name, controls } }: Listed): PackageSummary => ({
  format,
  namespace: name.namespace ?? undefined,
  package: name.name,
  originConfiguration: { restrictions: controls },
});

/** A token has at most 2000 characters, which the longest names would exceed: the id stands for those. */
const longestNames = 1300;

function cursorAt(format: PackageFormat, { id, namespace, name }: PackagePosition & { readonly id: number }): Cursor {
  const isShort = Buffer.byteLength(namespace) + Buffer.byteLength(name) <= longestNames;
  return isShort ? [format, namespace, name] : [format, String(id)];
}

const cursorOf = ({ format, stored: { id, name } }: Listed): Cursor =>
  cursorAt(format, { id, namespace: name.namespace ?? '', name: name.name });

async function positionIn(cursor: Cursor, scope: OperationScope, repositoryId: number): Promise<PackagePosition> {
  if (cursor.length > 2) return { namespace: textAt(cursor, 1), name: textAt(cursor, 2) };
  const position = await findPackagePosition(scope.deps.database.reader, repositoryId, numberAt(cursor, 1));
  if (position === null) throw invalid('The package that the last page ended with is gone. List from the beginning.');
  return position;
}

/** The formats still to list, in their order; without a format in the input, all. */
function formatsFrom(first: string | null, input: Input, scope: OperationScope): PackageFormat[] {
  if (input.format !== undefined) return [requireFormat(input.format, scope).id];
  const all = [...scope.deps.formats.values()].map(({ id }) => id).sort();
  return first === null ? all : all.filter((id) => id >= first);
}

interface Collected {
  readonly found: readonly Listed[];
  readonly stoppedAt: Cursor | null;
}

/** Format after format, since each is a range of an index of its own. */
async function collect(input: Input, scope: OperationScope, repositoryId: number, page: OpenPage): Promise<Collected> {
  const resumed = page.after === null ? null : textAt(page.after, 0);
  const found: Listed[] = [];
  for (const format of formatsFrom(resumed, input, scope)) {
    const { packages, stoppedAt } = await selectPackages(scope.deps.database.reader, {
      repositoryId,
      format,
      namespacePrefix: input.namespace ?? null,
      namePrefix: input.packagePrefix ?? null,
      publish: input.publish ?? null,
      upstream: input.upstream ?? null,
      after: page.after !== null && format === resumed ? await positionIn(page.after, scope, repositoryId) : null,
      limit: page.limit - found.length,
    });
    found.push(...packages.map((stored) => ({ format, stored })));
    if (stoppedAt !== null) return { found, stoppedAt: cursorAt(format, stoppedAt) };
    if (found.length >= page.limit) break;
  }
  return { found, stoppedAt: null };
}

/** What the repository itself keeps, empty packages too. `namespace` matches as a prefix, as in AWS. */
export const listPackages: Operation<ListPackagesRequest, ListPackagesResult> = {
  action: 'codeartifact:ListPackages',
  resource: onRepository,
  async handle(input, scope) {
    const { repository } = requireRepository(scope, input);
    if (input.namespace !== undefined && input.format === undefined)
      throw invalid("'namespace' needs a 'format': what a namespace is differs from format to format.");
    const { format, namespace, packagePrefix, publish, upstream } = input;
    const query = ['ListPackages', repository.id, format, namespace, packagePrefix, publish, upstream];
    const page = openPage({ query, input, defaultSize: 100 });
    const { found, stoppedAt } = await collect(input, scope, repository.id, page);
    const { rows, nextToken } = page.close(found, cursorOf, stoppedAt);
    return { packages: rows.map(summarise), nextToken };
  },
};
