import { deflateRawSync } from 'node:zlib';
import type { Credentials } from '@aws-sdk/client-sts';
import type { Session } from '../../identity/session.ts';
import { newSecretAccessKey, randomBase32 } from '../../kernel/ids.ts';
import type { AwsDeps } from '../deps.ts';
import { stsRefusal } from './errors.ts';

/** `ASIA…` ids are temporary access keys (IAM User Guide, "Unique identifiers"). */
const newTemporaryKeyId = (): string => `ASIA${randomBase32(16)}`;

/** Policies and tags travel within the session token, which travels within headers. */
const maxPackedBytes = 3072;

/** How much of what there is room for the session's policies and tags take, in percent. PackedPolicyTooLarge for more. */
export function packedPercent({ policies, policyArns, tags }: Session): number {
  if (policies.length + policyArns.length + tags.length === 0) return 0;
  const packed = deflateRawSync(JSON.stringify([policies, policyArns, tags])).length;
  const percent = Math.ceil((packed / maxPackedBytes) * 100);
  if (percent > 100)
    throw stsRefusal.packedTooLarge(
      `Policies and tags of the session are ${percent}% of what a session can have, when packed.`,
    );
  return percent;
}

/** New credentials for the session; nothing of them is stored. */
export async function issueCredentials({ seals }: AwsDeps, session: Session): Promise<Credentials> {
  const [accessKeyId, secret] = [newTemporaryKeyId(), newSecretAccessKey()];
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secret,
    SessionToken: await seals.sealCredentials({ session, accessKeyId, secret }),
    Expiration: new Date(session.expiresAt * 1000),
  };
}
