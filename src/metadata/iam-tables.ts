import type { Generated } from 'kysely';

/** The tables of identity: who there is, and what they were given. */
export interface IamTables {
  accounts: AccountsTable;
  principals: PrincipalsTable;
  access_keys: AccessKeysTable;
  inline_policies: InlinePoliciesTable;
  attached_policies: AttachedPoliciesTable;
  managed_policies: ManagedPoliciesTable;
  managed_policy_versions: ManagedPolicyVersionsTable;
  group_members: GroupMembersTable;
  oidc_providers: OidcProvidersTable;
  robot_tokens: RobotTokensTable;
  revoked_tokens: RevokedTokensTable;
  counters: CountersTable;
}

interface AccountsTable {
  id: string;
  name: string;
  created_at: number;
}

/** Users, groups and roles. */
export interface PrincipalsTable {
  id: Generated<number>;
  account: string;
  /** 'user', 'group' or 'role'. */
  kind: string;
  name: string;
  /** The name in lower case, by which it is one of its kind in the account. */
  name_key: string;
  path: string;
  unique_id: string;
  arn: string;
  description: string | null;
  /** Of roles: who may assume it. */
  trust_policy: string | null;
  max_session_seconds: number | null;
  boundary_arn: string | null;
  created_at: number;
}

interface AccessKeysTable {
  id: string;
  principal_id: number;
  /** Sealed by the root key. */
  secret: Uint8Array;
  status: number;
  created_at: number;
  last_used_at: number | null;
  last_used_service: string | null;
  last_used_region: string | null;
}

interface InlinePoliciesTable {
  principal_id: number;
  name: string;
  document: string;
}

interface AttachedPoliciesTable {
  principal_id: number;
  policy_arn: string;
}

/** Policies of accounts; those of AWS are part of the server. */
export interface ManagedPoliciesTable {
  id: Generated<number>;
  account: string;
  name: string;
  name_key: string;
  path: string;
  arn: string;
  unique_id: string;
  description: string | null;
  default_version: number;
  /** The highest number that was ever given: numbers are used once. */
  last_version: number;
  created_at: number;
  updated_at: number;
}

interface ManagedPolicyVersionsTable {
  policy_id: number;
  version: number;
  document: string;
  created_at: number;
}

interface GroupMembersTable {
  user_id: number;
  group_id: number;
}

interface OidcProvidersTable {
  id: Generated<number>;
  account: string;
  /** Without `https://`. */
  url: string;
  /** JSON: texts. */
  client_ids: string;
  /** JSON: texts. */
  thumbprints: string;
  created_at: number;
}

/** Long-lived tokens; the token itself is nowhere. */
interface RobotTokensTable {
  id: Generated<number>;
  account: string;
  name: string;
  /** The user it acts as. */
  principal_id: number;
  domain_id: number;
  /** SHA-256 of the token. */
  hash: Uint8Array;
  /** The limits as a policy document. */
  policy: string;
  /** JSON: the limits as they were asked for. */
  limits: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
}

/** Tokens of GetAuthorizationToken that are refused before their time is over. */
interface RevokedTokensTable {
  token_id: string;
  expires_at: number;
}

interface CountersTable {
  name: string;
  value: number;
}
