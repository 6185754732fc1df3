import { SettingsError } from '../config/settings.ts';
import type { RobotLimits } from '../identity/robot-limits.ts';
import { RegistryError } from '../kernel/errors.ts';
import type { StoredDomain } from '../metadata/domains.ts';
import type { Db } from '../metadata/schema.ts';
import { openForTool } from './open-for-tool.ts';
import { operatorAudit } from './operator-audit.ts';
import { parseLifetime } from './parse-lifetime.ts';
import type { ServerOptions } from './settings-options.ts';

export type TokenCreateOptions = ServerOptions & {
  readonly user: string;
  readonly domain: string;
  readonly domainOwner?: string;
  readonly repository?: readonly string[];
  readonly allow?: readonly string[];
  readonly source?: readonly string[];
  readonly expires?: string;
};

async function readDomain(db: Db, owner: string, name: string, repositories: readonly string[]): Promise<StoredDomain> {
  const { findDomain } = await import('../metadata/domains.ts');
  const { findRepository } = await import('../metadata/repositories.ts');
  const domain = await findDomain(db, owner, name);
  if (domain === null) throw new SettingsError(`--domain: the account ${owner} has no domain '${name}'.`);
  for (const repository of repositories)
    if ((await findRepository(db, domain.id, repository)) === null)
      throw new SettingsError(`--repository: the domain '${name}' has no repository '${repository}'.`);
  return domain;
}

/** The policy that the limits are; SettingsError for actions and networks that are none. */
async function readPolicy(limits: RobotLimits, domain: StoredDomain): Promise<string> {
  const { limitingPolicy } = await import('../identity/robot-limits.ts');
  const { parseDocument } = await import('../policy/parse-document.ts');
  const policy = limitingPolicy(limits, domain);
  try {
    parseDocument(policy, 'identity');
    return policy;
  } catch (error) {
    if (error instanceof RegistryError) throw new SettingsError(`The limits cannot be used: ${error.message}`);
    throw error;
  }
}

/** A token that lasts, for a tool that cannot renew one. It is told this once, alone on stdout. */
export async function tokenCreate(name: string, options: TokenCreateOptions): Promise<void> {
  const { user, domain: domainName, domainOwner, repository, allow, source, expires, ...settings } = options;
  if (!/^[\w+=,.@-]{1,64}$/.test(name))
    throw new SettingsError(`The name of a token is 1 to 64 of A-Z a-z 0-9 _+=,.@-`);
  await using stores = await openForTool(settings);
  const { reader } = stores.database;
  const { accountId } = stores.settings;
  const now = Date.now();
  const limits = { repositories: repository ?? [], actions: allow ?? ['read'], sources: source ?? [] };
  const { findEntity } = await import('../metadata/iam-entities.ts');
  const { createRobotToken } = await import('../metadata/iam-robot-tokens.ts');
  const { hashOfRobotToken, newRobotToken } = await import('../identity/robot-token.ts');
  const owner = await findEntity(reader, accountId, 'user', user);
  if (owner === null) throw new SettingsError(`--user: the account ${accountId} has no user '${user}'.`);
  const domain = await readDomain(reader, domainOwner ?? accountId, domainName, limits.repositories);
  const token = newRobotToken();
  const made = {
    ...{ accountId, name, principalId: owner.id, domainId: domain.id, hash: hashOfRobotToken(token), now },
    policy: await readPolicy(limits, domain),
    limits: JSON.stringify(limits),
    expiresAt: expires === undefined ? null : parseLifetime(expires, now),
  };
  const audit = [operatorAudit(accountId, 'CreateRobotToken', `${owner.arn} ${name}`)];
  const outcome = await stores.database.write(createRobotToken, made, audit);
  if (outcome === 'exists') throw new SettingsError(`The account ${accountId} has a token '${name}' already.`);
  if (outcome === 'no-user') throw new SettingsError(`--user: the user '${user}' was deleted meanwhile.`);
  console.error(`Made the token '${name}' of ${owner.arn}. It is not shown again:`);
  console.log(token);
}
