import { notFound } from '../kernel/errors.ts';
import { findDomain, type StoredDomain } from './domains.ts';
import type { Db } from './schema.ts';

export async function readDomain(db: Db, owner: string, name: string): Promise<StoredDomain> {
  const domain = await findDomain(db, owner, name);
  if (domain === null) throw notFound({ type: 'domain', id: name });
  return domain;
}
