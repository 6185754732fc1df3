import { type AuthTokens, createAuthTokens } from '../identity/auth-token.ts';
import { type Bearers, createBearers } from '../identity/bearers.ts';
import { createFindCredentials } from '../identity/find-credentials.ts';
import { createIdentityGeneration } from '../identity/identity-generation.ts';
import { createLastUse } from '../identity/last-use.ts';
import { createPrincipals, type PrincipalsDeps } from '../identity/principals.ts';
import { createSessionSeals, type SessionSeals } from '../identity/session-seals.ts';
import { createSigningKeys } from '../identity/signing-keys.ts';
import type { FindAccessKey } from '../identity/sigv4.ts';
import type { KeyRingDeps } from '../keys/key-ring.ts';
import type { RootKey } from '../keys/root-key.ts';

/** Everything that tells who asks. */
export interface Identity {
  readonly root: RootKey;
  readonly seals: SessionSeals;
  readonly tokens: AuthTokens;
  readonly bearers: Bearers;
  readonly findAccessKey: FindAccessKey;
  /** What is remembered of identities may be old now. */
  identityChanged(): void;
  /** Resolves once everything is written that nobody waited for. */
  settled(): Promise<void>;
}

export function openIdentity(
  deps: PrincipalsDeps & { readonly ring: KeyRingDeps },
  onFailure: (error: unknown) => void,
): Identity {
  const { database, clock, ring } = deps;
  const generation = createIdentityGeneration(database, clock);
  const seals = createSessionSeals(ring);
  const tokens = createAuthTokens({ keys: createSigningKeys(ring), seals, clock });
  const principals = createPrincipals(deps, generation);
  const lastUse = createLastUse({ database, clock, onFailure });
  return {
    root: deps.root,
    seals,
    tokens,
    bearers: createBearers({ database, clock, tokens, principals, generation, lastUse }),
    findAccessKey: createFindCredentials({ principals, seals, lastUse, clock }),
    identityChanged: () => generation.changed(),
    settled: () => lastUse.settled(),
  };
}
