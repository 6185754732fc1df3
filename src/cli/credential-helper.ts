import { createInterface } from 'node:readline';
import { SettingsError } from '../config/settings.ts';
import { readUserEnvironment } from '../config/user-environment.ts';
import { speakCargo } from './credentials/cargo-protocol.ts';
import { type FindTokenOptions, openTokenSource } from './credentials/find-token.ts';
import { askKeyring, type KeyringOptions } from './credentials/keyring-protocol.ts';
import { speakNuget } from './credentials/nuget-protocol.ts';
import { protocols } from './credentials/protocols.ts';

export type CredentialHelperOptions = FindTokenOptions &
  KeyringOptions & {
    readonly protocol: string;
  };

const lines = (): AsyncIterable<string> =>
  createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY });

const write = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function answerKeyring(args: readonly string[], options: CredentialHelperOptions): Promise<void> {
  const answer = await askKeyring(args, options, openTokenSource(readUserEnvironment(), options));
  if (answer !== null) write(answer);
  else process.exitCode = 1;
}

type Speak = (args: readonly string[], options: CredentialHelperOptions) => Promise<void>;

const speakers: Readonly<Record<(typeof protocols)[number], Speak>> = {
  cargo: (_args, options) =>
    speakCargo(lines(), write, (more) => openTokenSource(readUserEnvironment(), { ...options, ...more })),
  keyring: answerKeyring,
  nuget: (_args, options) => speakNuget(lines(), write, openTokenSource(readUserEnvironment(), options)),
};

/** Gives package managers a token when they ask, and gets a new one before it ends. */
export async function credentialHelper(args: readonly string[], options: CredentialHelperOptions): Promise<void> {
  const protocol = protocols.find((known) => known === options.protocol);
  if (protocol === undefined) throw new SettingsError(`--protocol: choose one of ${protocols.join(', ')}.`);
  await speakers[protocol](args, options);
  // Whoever asks may keep it open, and this process with it.
  process.stdin.destroy();
}
