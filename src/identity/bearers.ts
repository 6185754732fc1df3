import type { Clock } from '../kernel/clock.ts';
import type { Database } from '../metadata/database.ts';
import { listRevokedTokens } from '../metadata/iam-revoked-tokens.ts';
import { findRobotToken, type RobotToken } from '../metadata/iam-robot-tokens.ts';
import type { Principal } from '../model/principal.ts';
import type { AuthTokens, TokenClaims } from './auth-token.ts';
import type { IdentityGeneration } from './identity-generation.ts';
import type { LastUse } from './last-use.ts';
import type { Principals } from './principals.ts';
import { remember } from './remember.ts';
import { hashOfRobotToken, isRobotToken } from './robot-token.ts';

export type BearerVerdict =
  | { readonly kind: 'valid'; readonly principal: Principal; readonly domainId: number; readonly tokenId: string }
  /** `gone`: whom it was made for does not exist any more. */
  | { readonly kind: 'expired' | 'invalid' | 'revoked' | 'gone' };

/** Whose token of a package client it is. */
export interface Bearers {
  find(token: string): Promise<BearerVerdict>;
}

export interface BearersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly tokens: AuthTokens;
  readonly principals: Principals;
  readonly generation: IdentityGeneration;
  readonly lastUse: LastUse;
}

/** A robot token and whom it acts as, bounded. */
interface Robot {
  readonly token: RobotToken;
  readonly principal: Principal;
}

const bound = (user: Principal, { policy }: RobotToken): Principal => ({
  ...user,
  kind: 'robot',
  sessionPolicies: [policy],
});

export function createBearers(deps: BearersDeps): Bearers {
  const { database, clock, tokens, principals, generation, lastUse } = deps;
  const revoked = remember(
    generation,
    () => '',
    async () => new Set(await listRevokedTokens(database.reader)),
  );
  const findRobot = remember<Buffer, Robot>(
    generation,
    (hash) => hash.toString('base64'),
    async (hash) => {
      const token = await findRobotToken(database.reader, hash);
      const user = token === null ? null : await principals.findUser(token.userId);
      return token === null || user === null ? null : { token, principal: bound(user, token) };
    },
  );

  const principalOf = ({ principalId, session }: TokenClaims) =>
    session === null ? principals.findUser(principalId) : principals.findSession(session);

  async function ofRobot(text: string): Promise<BearerVerdict> {
    const robot = await findRobot(hashOfRobotToken(text));
    if (robot === null) return { kind: 'invalid' };
    const { id, expiresAt, domainId } = robot.token;
    if (expiresAt !== null && clock.now() >= expiresAt) return { kind: 'expired' };
    lastUse.note({ kind: 'robot-token', id });
    return { kind: 'valid', principal: robot.principal, domainId, tokenId: `robot/${robot.token.name}` };
  }

  return {
    async find(text) {
      if (isRobotToken(text)) return ofRobot(text);
      const verdict = await tokens.verify(text);
      if (verdict.kind !== 'valid') return verdict;
      const { claims } = verdict;
      if ((await revoked(null))?.has(claims.tokenId)) return { kind: 'revoked' };
      const principal = await principalOf(claims);
      if (principal === null) return { kind: 'gone' };
      return { kind: 'valid', principal, domainId: claims.domain.id, tokenId: claims.tokenId };
    },
  };
}
