import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Clock } from '../kernel/clock.ts';
import { openBox, sealBox } from '../keys/aes-box.ts';
import { type KeyRingDeps, openKeys } from '../keys/key-ring.ts';
import { keepLoaded } from './keep-loaded.ts';
import { readSession, type Session, type SessionCredentials, writeSession } from './session.ts';

/** Sessions as texts that only this installation can make or read: nothing of them is stored. */
export interface SessionSeals {
  /** The session token of temporary credentials. */
  sealCredentials(credentials: SessionCredentials): Promise<string>;
  /** null: it was not made here. */
  openCredentials(text: string): Promise<SessionCredentials | null>;
  /** The session alone, to travel within another token. */
  sealSession(session: Session): Promise<string>;
  openSession(text: string): Promise<Session | null>;
}

const keyBytes = 32;
const version = 1;
/** Version and generation of the key. */
const headBytes = 3;
/** Longer ones were not made here. */
const maxSealedLength = 8192;
const maxPlainBytes = 65_536;

type Contexts = 'coffer session credentials' | 'coffer session';

interface Keys {
  readonly current: { readonly generation: number; readonly key: KeyObject };
  readonly byGeneration: ReadonlyMap<number, KeyObject>;
}

async function load(deps: KeyRingDeps): Promise<Keys> {
  const opened = await openKeys(deps, 'session', 0, () => randomBytes(keyBytes));
  const keys = opened.map(({ generation, secret }) => ({ generation, key: createSecretKey(secret) }));
  const current = keys.at(-1);
  if (current === undefined) throw new Error('The metadata store holds no key to seal sessions by.');
  return { current, byGeneration: new Map(keys.map(({ generation, key }) => [generation, key])) };
}

const parse = (plain: Buffer | null): unknown =>
  plain === null
    ? null
    : (JSON.parse(inflateRawSync(plain, { maxOutputLength: maxPlainBytes }).toString('utf8')) as unknown);

/** Sealed by a key of the installation (AES-256-GCM), which processes share. */
export function createSessionSeals(deps: KeyRingDeps & { readonly clock: Clock }): SessionSeals {
  const keys = keepLoaded(() => load(deps), deps.clock);

  async function seal(value: unknown, context: Contexts): Promise<string> {
    const { current } = await keys();
    const head = Buffer.from([version, current.generation >> 8, current.generation & 0xff]);
    const plain = deflateRawSync(Buffer.from(JSON.stringify(value)));
    return Buffer.concat([head, sealBox(current.key, plain, context)]).toString('base64');
  }

  async function open(text: string, context: Contexts): Promise<unknown> {
    if (text.length > maxSealedLength) return null;
    const bytes = Buffer.from(text, 'base64');
    if (bytes.length < headBytes || bytes[0] !== version) return null;
    const generation = bytes.readUInt16BE(1);
    const key = (await keys(({ byGeneration }) => byGeneration.has(generation))).byGeneration.get(generation);
    return key === undefined ? null : parse(openBox(key, bytes.subarray(headBytes), context));
  }

  return {
    sealCredentials: ({ session, accessKeyId, secret }) =>
      seal([accessKeyId, secret, writeSession(session)], 'coffer session credentials'),
    async openCredentials(text) {
      const value = await open(text, 'coffer session credentials');
      if (!Array.isArray(value)) return null;
      const [accessKeyId, secret, written] = value as readonly unknown[];
      const session = readSession(written);
      if (session === null || typeof accessKeyId !== 'string' || typeof secret !== 'string') return null;
      return { session, accessKeyId, secret };
    },
    sealSession: (session) => seal(writeSession(session), 'coffer session'),
    openSession: async (text) => readSession(await open(text, 'coffer session')),
  };
}
