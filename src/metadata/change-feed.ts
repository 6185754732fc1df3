import { type Placeholders, prepareQuery } from './prepared-query.ts';
import { changeKinds } from './record-change.ts';
import type { Db } from './schema.ts';

/** One thing that reads differently from the change number on. */
export type FeedChange =
  | { readonly kind: 'package'; readonly seq: number; readonly packageKey: string }
  | { readonly kind: 'topology'; readonly seq: number };

const headOf = prepareQuery((db, { domainId }: Placeholders<{ domainId: number }>) =>
  db.selectFrom('domains').select('change_seq').where('id', '=', domainId),
);

/** The number of the domain's last change; 0 for a domain that does not exist. */
export async function readHead(db: Db, domainId: number): Promise<number> {
  const row = await headOf.first(db, { domainId });
  return row?.change_seq ?? 0;
}

const changesAfter = prepareQuery((db, args: Placeholders<{ domainId: number; after: number; limit: number }>) =>
  db
    .selectFrom('changes')
    .select(['seq', 'kind', 'b'])
    .where('domain_id', '=', args.domainId)
    .where('seq', '>', args.after)
    .orderBy('seq')
    .limit(args.limit),
);

/** Changes of the domain after the number `after`, oldest first. Retention leaves none: what it keeps was shown before. */
export async function listChanges(db: Db, domainId: number, after: number, limit: number): Promise<FeedChange[]> {
  const rows = await changesAfter.all(db, { domainId, after, limit });
  return rows.map(({ seq, kind, b }) =>
    kind === changeKinds.package ? { kind: 'package', seq, packageKey: b } : { kind: 'topology', seq },
  );
}
