import { type DomainId, domainArn, packageGroupArn, repositoryArn } from './arn.ts';

/** What carries tags: nothing below a package group or a repository does. */
export type TaggableArn =
  | { readonly kind: 'domain'; readonly id: DomainId }
  | { readonly kind: 'repository'; readonly id: DomainId; readonly repository: string }
  | { readonly kind: 'package-group'; readonly id: DomainId; readonly pattern: string };

/** `*`, `$` and `%` of a group's pattern, as its ARN encodes them. */
const decodePattern = (text: string): string =>
  text.replace(/%(2a|24|25)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

function readResource(id: Omit<DomainId, 'domain'>, kind: string, path: string): TaggableArn | null {
  const slash = path.indexOf('/');
  const domain = { ...id, domain: slash < 0 ? path : path.slice(0, slash) };
  if (kind === 'domain' && slash < 0) return { kind, id: domain };
  if (slash < 0) return null;
  if (kind === 'repository') return { kind, id: domain, repository: path.slice(slash + 1) };
  if (kind === 'package-group') return { kind, id: domain, pattern: decodePattern(path.slice(slash)) };
  return null;
}

function spell(arn: TaggableArn): string {
  if (arn.kind === 'domain') return domainArn(arn.id);
  return arn.kind === 'repository' ? repositoryArn(arn.id, arn.repository) : packageGroupArn(arn.id, arn.pattern);
}

/** null for what is no ARN of these, or is spelled in another way than the service spells it: policies compare text. */
export function parseTaggableArn(text: string): TaggableArn | null {
  const found = /^arn:aws:codeartifact:([^:]*):([^:]*):([^/]*)\/(.*)$/s.exec(text);
  if (found === null) return null;
  const [, region = '', owner = '', kind = '', path = ''] = found;
  const arn = readResource({ region, owner }, kind, path);
  return arn !== null && spell(arn) === text ? arn : null;
}
