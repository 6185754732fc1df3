import { type DomainId, repositoryArn } from '../model/arn.ts';
import type { Permission } from './operation.ts';

type Upstreams = readonly { readonly repositoryName: string }[] | undefined;

export const namesOfUpstreams = (upstreams: Upstreams): readonly string[] =>
  (upstreams ?? []).map(({ repositoryName }) => repositoryName);

/** Whoever makes a repository an upstream opens it to all who read the other one, so needs a right on each. */
export const joiningUpstreams = (upstreams: Upstreams, id: DomainId): readonly Permission[] =>
  namesOfUpstreams(upstreams).map((name) => ({
    action: 'codeartifact:AssociateWithDownstreamRepository',
    resource: repositoryArn(id, name),
  }));
