/** What a robot token may do at most: its user's policies have to allow it as well. */
export interface RobotLimits {
  /** Empty: every repository of the domain. */
  readonly repositories: readonly string[];
  /** `read`, `publish`, or actions such as `codeartifact:ReadFromRepository`, which may have wildcards. */
  readonly actions: readonly string[];
  /** Networks or addresses that requests have to come from; empty: any. */
  readonly sources: readonly string[];
}

/** Where the domain is. */
export interface LimitedDomain {
  readonly region: string;
  readonly owner: string;
  readonly name: string;
}

const shorthands: ReadonlyMap<string, readonly string[]> = new Map([
  ['read', ['codeartifact:ReadFromRepository']],
  [
    'publish',
    ['codeartifact:ReadFromRepository', 'codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata'],
  ],
]);

/** The limits as a policy, which bounds the token as a session policy bounds a session. */
export function limitingPolicy({ repositories, actions, sources }: RobotLimits, domain: LimitedDomain): string {
  const places = (repositories.length === 0 ? ['*'] : repositories).map((repository) => `${domain.name}/${repository}`);
  const arnOf = (rest: string): string => `arn:aws:codeartifact:${domain.region}:${domain.owner}:${rest}`;
  const statement = {
    Effect: 'Allow',
    Action: [...new Set(actions.flatMap((action) => shorthands.get(action) ?? [action]))],
    Resource: places.flatMap((place) => [arnOf(`repository/${place}`), arnOf(`package/${place}/*`)]),
    ...(sources.length > 0 && { Condition: { IpAddress: { 'aws:SourceIp': sources } } }),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
