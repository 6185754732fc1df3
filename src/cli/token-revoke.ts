import { text } from 'node:stream/consumers';
import { SettingsError } from '../config/settings.ts';
import { systemClock } from '../kernel/clock.ts';
import { openForTool, type ToolStores } from './open-for-tool.ts';
import { operatorAudit } from './operator-audit.ts';
import type { ServerOptions } from './settings-options.ts';

/** No token of GetAuthorizationToken lasts longer. */
const longestMilliseconds = 43_200_000;

interface Revoked {
  readonly tokenId: string;
  readonly expiresAt: number;
}

/** The id and the end of a token of GetAuthorizationToken. SettingsError for one that is not of this installation. */
async function readToken({ ring }: ToolStores, token: string): Promise<Revoked> {
  const { createAuthTokens } = await import('../identity/auth-token.ts');
  const { createSessionSeals } = await import('../identity/session-seals.ts');
  const { createSigningKeys } = await import('../identity/signing-keys.ts');
  const deps = { keys: createSigningKeys(ring), seals: createSessionSeals(ring), clock: systemClock };
  const verdict = await createAuthTokens(deps).verify(token);
  if (verdict.kind === 'expired') throw new SettingsError('The token has expired: nothing needs to be done.');
  if (verdict.kind === 'invalid') throw new SettingsError('The token is not one of this installation.');
  return { tokenId: verdict.claims.tokenId, expiresAt: verdict.claims.expiresAt.getTime() };
}

async function revokeIssued({ database, settings }: ToolStores, { tokenId, expiresAt }: Revoked): Promise<void> {
  const { revokeToken } = await import('../metadata/iam-revoked-tokens.ts');
  const audit = [operatorAudit(settings.accountId, 'RevokeToken', tokenId)];
  await database.write(revokeToken, { tokenId, expiresAt, now: Date.now() }, audit);
  console.log(`The token ${tokenId} is revoked.`);
}

async function revokeRobot({ database, settings }: ToolStores, given: string): Promise<void> {
  const { deleteRobotToken, findRobotToken } = await import('../metadata/iam-robot-tokens.ts');
  const { hashOfRobotToken, isRobotToken } = await import('../identity/robot-token.ts');
  const found = isRobotToken(given) ? await findRobotToken(database.reader, hashOfRobotToken(given)) : null;
  const accountId = found?.accountId ?? settings.accountId;
  const name = found?.name ?? (isRobotToken(given) ? null : given);
  const audit = [operatorAudit(accountId, 'RevokeRobotToken', name ?? '')];
  if (name === null || !(await database.write(deleteRobotToken, { accountId, name }, audit)))
    throw new SettingsError(
      name === null ? 'There is no such token.' : `The account ${accountId} has no token '${name}'.`,
    );
  console.log(`The token '${name}' is revoked.`);
}

/**
 * Makes a token good for nothing, at once: a robot token by its name or itself, one of GetAuthorizationToken by its id
 * (the claim `jti`) or itself. `-` reads it from standard input, where no other user of the machine sees it.
 */
export async function tokenRevoke(which: string, options: ServerOptions): Promise<void> {
  const given = which === '-' ? (await text(process.stdin)).trim() : which;
  await using stores = await openForTool(options);
  // Waited for: the stores close at the end of this function.
  if (given.startsWith('eyJ')) return await revokeIssued(stores, await readToken(stores, given));
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(given))
    return await revokeIssued(stores, { tokenId: given, expiresAt: Date.now() + longestMilliseconds });
  await revokeRobot(stores, given);
}
