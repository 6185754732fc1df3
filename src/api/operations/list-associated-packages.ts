import type { ListAssociatedPackagesRequest, ListAssociatedPackagesResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../../kernel/errors.ts';
import { type DomainPackage, findPackageById } from '../../metadata/packages-by-look.ts';
import type { PackageFormat } from '../../model/package-format.ts';
import type { GroupPattern } from '../../model/package-group-pattern.ts';
import {
  type AssociatedPackage,
  listAssociatedPackages as selectPackages,
} from '../../registry/list-associated-packages.ts';
import type { Checked, Operation, OperationScope } from '../operation.ts';
import { parseGroup, requireGroup } from '../package-group.ts';
import { type Cursor, numberAt, openPage, textAt } from '../pages.ts';
import { onGroup } from '../resources.ts';
import { requireDomain } from '../target.ts';

type Input = Checked<ListAssociatedPackagesRequest>;

/** A preview is of any pattern, whether the domain has it or not. */
const groupOf = (input: Input, scope: OperationScope): GroupPattern | Promise<GroupPattern> =>
  input.preview === true ? parseGroup(input.packageGroup, scope) : requireGroup(scope, input.packageGroup);

/** A token has at most 2000 characters, which the longest names would exceed: an id stands for those. */
const longestNames = 1300;

const cursorOf = ({ id, format, namespace, name }: AssociatedPackage): Cursor =>
  Buffer.byteLength(namespace) + Buffer.byteLength(name) <= longestNames ? [format, namespace, name] : [String(id)];

async function packageOf(cursor: Cursor, { deps }: OperationScope, domainId: number): Promise<DomainPackage> {
  if (cursor.length > 1)
    return { format: textAt(cursor, 0) as PackageFormat, namespace: textAt(cursor, 1), name: textAt(cursor, 2) };
  const found = await findPackageById(deps.database.reader, domainId, numberAt(cursor, 0));
  if (found === null) throw invalid('The package that the last page ended with is gone. List from the beginning.');
  return found;
}

/** Packages that any repository of the domain keeps, empty ones too, each once. */
export const listAssociatedPackages: Operation<ListAssociatedPackagesRequest, ListAssociatedPackagesResult> = {
  action: 'codeartifact:ListAssociatedPackages',
  resource: onGroup,
  async handle(input, scope) {
    const { id: domainId } = requireDomain(scope);
    const group = await groupOf(input, scope);
    const page = openPage({ query: ['ListAssociatedPackages', domainId, group.text], input, defaultSize: 50 });
    const found = await selectPackages(scope.deps.database.reader, {
      domainId,
      group,
      after: page.after && (await packageOf(page.after, scope, domainId)),
      limit: page.limit,
    });
    const { rows, nextToken } = page.close(found, cursorOf);
    const packages = rows.map(({ format, namespace, name, association }) => ({
      format,
      namespace: namespace === '' ? undefined : namespace,
      package: name,
      associationType: association,
    }));
    return { packages, nextToken };
  },
};
