import type { ResourceTag } from '../metadata/resource-tags.ts';
import type { Principal, PrincipalKind } from '../model/principal.ts';
import type { RequestOrigin } from '../model/request-origin.ts';
import type { Context, ContextValue } from '../policy/context.ts';
import type { DecisionKeys } from './request-scope.ts';

/** What a decision's condition keys are read from. */
export interface RequestFacts {
  readonly caller: Principal;
  readonly now: Date;
  readonly region: string;
  /** null: from inside the server. */
  readonly origin: RequestOrigin | null;
  /** Tags that the request brings. */
  readonly tags: readonly ResourceTag[];
  /** Keys of tags that it brings or takes away. */
  readonly tagKeys: readonly string[];
}

export interface ResourceFacts {
  /** null: of no account. */
  readonly account: string | null;
  readonly tags: readonly ResourceTag[];
  readonly keys: DecisionKeys;
}

/** The header is the client's; a policy that reads it has to read no more than this. */
const maxUserAgent = 1024;

/** IAM User Guide, "Principal key values". */
const principalTypes: Record<PrincipalKind, string> = {
  user: 'User',
  robot: 'User',
  'assumed-role': 'AssumedRole',
  root: 'Account',
  anonymous: 'Anonymous',
};

type Read = (facts: RequestFacts, resource: ResourceFacts) => ContextValue | null | undefined;

const known = ({ caller }: RequestFacts): Principal | null => (caller.kind === 'anonymous' ? null : caller);

/** IAM User Guide, "AWS global condition context keys": those that a request to this server can have. */
const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['aws:principalarn', (facts) => known(facts)?.principalArn],
  ['aws:principalaccount', (facts) => known(facts)?.accountId],
  ['aws:principaltype', ({ caller }) => principalTypes[caller.kind]],
  ['aws:userid', (facts) => known(facts)?.uniqueId],
  ['aws:username', ({ caller }) => (caller.kind === 'user' ? caller.name : null)],
  ['aws:tokenissuetime', ({ caller }) => caller.issuedAt?.toISOString()],
  ['aws:principalisawsservice', () => 'false'],
  ['aws:viaawsservice', () => 'false'],
  ['aws:sourceip', ({ origin }) => origin?.sourceIp],
  ['aws:securetransport', ({ origin }) => String(origin?.secure ?? true)],
  ['aws:useragent', ({ origin }) => origin?.userAgent?.slice(0, maxUserAgent)],
  ['aws:currenttime', ({ now }) => now.toISOString()],
  ['aws:epochtime', ({ now }) => String(Math.floor(now.getTime() / 1000))],
  ['aws:requestedregion', ({ region }) => region],
  ['aws:resourceaccount', (_facts, { account }) => account],
  ['aws:tagkeys', ({ tagKeys }) => (tagKeys.length === 0 ? null : tagKeys)],
]);

/** Keys of tags are found without regard to case, as all names of condition keys are. */
const tagOf = (tags: Iterable<readonly [string, string]>, key: string): string | undefined => {
  for (const [name, value] of tags) if (name.toLowerCase() === key) return value;
  return undefined;
};

const pairs = (tags: readonly ResourceTag[]): [string, string][] => tags.map(({ key, value }) => [key, value]);

/** The prefix of the condition keys that read the tags of the resource. */
export const resourceTagPrefix = 'aws:resourcetag/';

const tagReaders: readonly [
  prefix: string,
  read: (...facts: Parameters<Read>) => Iterable<readonly [string, string]>,
][] = [
  ['aws:principaltag/', ({ caller }) => caller.tags],
  ['aws:requesttag/', ({ tags }) => pairs(tags)],
  [resourceTagPrefix, (_facts, { tags }) => pairs(tags)],
];

/** The condition keys of one decision. */
export function requestContext(facts: RequestFacts, resource: ResourceFacts): Context {
  return (key) => {
    if (Object.hasOwn(resource.keys, key)) return resource.keys[key];
    const read = readers.get(key);
    if (read !== undefined) return read(facts, resource) ?? undefined;
    const tags = tagReaders.find(([prefix]) => key.startsWith(prefix));
    return tags && tagOf(tags[1](facts, resource), key.slice(tags[0].length));
  };
}
