import { resolve } from 'node:path';
import { SettingsError } from '../config/settings.ts';
import { systemClock } from '../kernel/clock.ts';
import { openForTool } from './open-for-tool.ts';
import { operatorAudit } from './operator-audit.ts';
import type { ServerOptions } from './settings-options.ts';

export type AccountCreateOptions = ServerOptions & {
  readonly id?: string;
  readonly credentialsFile?: string;
};

const maxNameLength = 50;

/** 12 digits, the first of which is not 0, so that nothing takes it for a smaller number. */
async function newAccountId(): Promise<string> {
  const { randomInt } = await import('node:crypto');
  return String(randomInt(100_000, 1_000_000)) + String(randomInt(0, 1_000_000)).padStart(6, '0');
}

/** A further account, whose own administrator's credentials are told this once. */
export async function accountCreate(name: string, options: AccountCreateOptions): Promise<void> {
  const { id = await newAccountId(), credentialsFile, ...settings } = options;
  if (!/^\d{12}$/.test(id)) throw new SettingsError(`--id: '${id}' is not 12 digits.`);
  if (name === '' || name.length > maxNameLength || /\p{C}/u.test(name))
    throw new SettingsError(`The name of an account has 1 to ${maxNameLength} characters.`);
  await using stores = await openForTool(settings);
  const { createAccount } = await import('../identity/bootstrap-admin.ts');
  const { credentialsText, writePrivate } = await import('../identity/credential-files.ts');
  const audit = [operatorAudit(id, 'CreateAccount', `arn:aws:iam::${id}:root`)];
  const key = await createAccount({ ...stores, clock: systemClock }, { id, name }, audit);
  if (key === null) throw new SettingsError(`The account ${id} exists already.`);
  console.error(`Made the account ${id} (${name}) with the user 'admin', who may do everything in it.`);
  if (credentialsFile === undefined) {
    console.error('Its credentials, which are not shown again:');
    console.log(credentialsText(key).trimEnd());
    return;
  }
  const path = resolve(credentialsFile);
  await writePrivate(path, credentialsText(key));
  console.error(`Its credentials are in ${path}; use it as AWS_SHARED_CREDENTIALS_FILE.`);
}

export async function accountList(options: ServerOptions): Promise<void> {
  await using stores = await openForTool(options);
  const { listAccounts } = await import('../metadata/iam-accounts.ts');
  for (const { id, name, createdAt } of await listAccounts(stores.database.reader))
    console.log(`${id}  ${createdAt.toISOString().slice(0, 19)}Z  ${name}`);
}
