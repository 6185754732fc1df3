import type { ApiRequest } from '../api/api.ts';

/** How a request spells what it wants, which decides how it understands an error. */
export type Protocol = 'query' | 'json' | 'cbor' | 'xml' | 'rest-json';

/** The signing name in the scope of the credential, not verified; null: not signed. */
export function scopeService({ headers, target }: ApiRequest): string | null {
  const inQuery = /[?&]X-Amz-Credential=([^&]*)/.exec(target)?.[1]?.replace(/%2f/gi, '/');
  const credential = /\bCredential=([^,\s]*)/.exec(headers['authorization'] ?? '')?.[1] ?? inQuery;
  const [service, terminator] = credential?.split('/').slice(-2) ?? [];
  return terminator === 'aws4_request' && service ? service : null;
}

export function protocolOf(request: ApiRequest, service: string | null): Protocol {
  const { headers, target, method } = request;
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (headers['x-amz-target'] !== undefined) return 'json';
  if (service === 's3' || service === 's3express') return 'xml';
  const isForm = headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;
  const atRoot = target === '/' || target.startsWith('/?');
  return atRoot && ((method === 'POST' && isForm) || /[?&]Action=/.test(target)) ? 'query' : 'rest-json';
}
