import type { Generated } from 'kysely';

/** The tables of package groups. */
export interface PackageGroupTables {
  package_groups: PackageGroupsTable;
  package_group_repositories: PackageGroupRepositoriesTable;
}

export interface PackageGroupsTable {
  id: Generated<number>;
  domain_id: number;
  pattern: string;
  /** Of its prefix: what finds the groups that match a package. */
  look: string;
  /** The nearest group that contains it; null: the root, which contains all. */
  parent_id: number | null;
  publish: number;
  external_upstream: number;
  internal_upstream: number;
  contact_info: string | null;
  description: string | null;
  created_at: number;
}

/** Repositories that a group allows where its mode is to allow specific ones. */
export interface PackageGroupRepositoriesTable {
  group_id: number;
  restriction_type: number;
  repository_id: number;
}
