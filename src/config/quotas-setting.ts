import { defaultQuotas, type QuotaName, type Quotas } from '../kernel/quotas.ts';

const names = Object.keys(defaultQuotas) as QuotaName[];

function parseQuota(name: string, value: unknown): readonly [QuotaName, number] {
  const known = names.find((candidate) => candidate === name);
  if (known === undefined) throw new Error(`'${name}' is not a quota (known: ${names.join(', ')})`);
  if (!Number.isSafeInteger(value) || (value as number) < 1)
    throw new Error(`'${name}' needs a whole number from 1 up`);
  return [known, value as number];
}

/** `COFFER_QUOTAS`: a JSON object from name to number. Those that it does not name stay as AWS has them. */
export function parseQuotas(text: string): Quotas {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error('the value is not valid JSON');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw new Error('the value is not a JSON object from quota to number');
  return {
    ...defaultQuotas,
    ...Object.fromEntries(Object.entries(json).map(([name, value]) => parseQuota(name, value))),
  };
}
