import { notFound } from '../kernel/errors.ts';
import { findDomain, type StoredDomain } from '../metadata/domains.ts';
import type { LocatedRepository } from '../metadata/read-repository.ts';
import { findRepository } from '../metadata/repositories.ts';
import type { Principal } from '../model/principal.ts';
import { parseTaggableArn } from '../model/taggable-arn.ts';
import type { ApiDeps } from './deps.ts';
import type { OperationScope, Target } from './operation.ts';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

type Input = Readonly<Record<string, unknown>>;

interface Named {
  readonly owner: string | null;
  readonly domain: string;
  readonly repository: string | null;
}

/** By members of their own, or by an ARN. */
function namesIn(input: Input): Named {
  const arn = parseTaggableArn(text(input['resourceArn']) ?? '');
  if (arn !== null)
    return {
      owner: arn.id.owner,
      domain: arn.id.domain,
      repository: arn.kind === 'repository' ? arn.repository : null,
    };
  return {
    owner: text(input['domainOwner']),
    domain: text(input['domain']) ?? '',
    repository: text(input['repository']) ?? text(input['destinationRepository']),
  };
}

/** The domain and the repository that an input names, as far as they exist. The owner defaults to the caller's account. */
export async function findTarget({ database, region }: ApiDeps, caller: Principal, input: Input): Promise<Target> {
  const { owner: namedOwner, domain: name, repository: repositoryName } = namesIn(input);
  const owner = namedOwner ?? caller.accountId;
  const domain = name === '' ? null : await findDomain(database.reader, owner, name);
  const repository =
    domain === null || repositoryName === null
      ? null
      : await findRepository(database.reader, domain.id, repositoryName);
  return { id: { region: domain?.region ?? region, owner, domain: name }, domain, repository };
}

export function requireDomain({ target: { domain, id } }: OperationScope): StoredDomain {
  if (domain === null) throw notFound({ type: 'domain', id: id.domain });
  return domain;
}

export function requireRepository(
  scope: OperationScope,
  { repository: name }: { repository: string },
): LocatedRepository {
  const domain = requireDomain(scope);
  const { repository } = scope.target;
  if (repository === null) throw notFound({ type: 'repository', id: `${domain.name}/${name}` });
  return { domain, repository };
}
