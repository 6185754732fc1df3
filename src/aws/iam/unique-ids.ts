import { randomBase32 } from '../../kernel/ids.ts';
import type { EntityKind } from '../../metadata/iam-entities.ts';

const prefixes: Record<EntityKind | 'policy', string> = { user: 'AIDA', group: 'AGPA', role: 'AROA', policy: 'ANPA' };

/** IAM User Guide, "Unique identifiers". */
export const newUniqueId = (kind: EntityKind | 'policy'): string => `${prefixes[kind]}${randomBase32(17)}`;
