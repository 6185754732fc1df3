import type { Generated } from 'kysely';

export interface PolicyTables {
  resource_policies: ResourcePoliciesTable;
}

/** Rows never change: `policy_id` of a domain or a repository names another one instead. */
export interface ResourcePoliciesTable {
  id: Generated<number>;
  document: string;
  revision: string;
}
