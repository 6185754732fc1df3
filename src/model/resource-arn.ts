/** What the ARN of a CodeArtifact resource says. */
export interface ResourceArn {
  readonly owner: string;
  readonly kind: 'domain' | 'repository' | 'package' | 'package-group';
  readonly domain: string;
  /** null: it is of the domain. */
  readonly repository: string | null;
}

const form = /^arn:aws:codeartifact:[^:]*:([^:]*):(domain|repository|package|package-group)\/([^/]+)(?:\/(.*))?$/s;

/** Reads an ARN as `arn.ts` writes them; null: it is none of these. */
export function parseResourceArn(arn: string): ResourceArn | null {
  const [, owner, kind, domain, rest] = form.exec(arn) ?? [];
  if (owner === undefined || domain === undefined) return null;
  const ofRepository = kind === 'repository' || kind === 'package';
  const repository = ofRepository ? (rest?.split('/', 1)[0] ?? '') : null;
  return { owner, kind: kind as ResourceArn['kind'], domain, repository };
}
