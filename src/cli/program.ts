import { Command } from 'commander';
import type { AccountCreateOptions } from './account.ts';
import { addClientCommands } from './client-commands.ts';
import type { GcOptions } from './gc.ts';
import type { PolicyExplainOptions } from './policy-explain.ts';
import { addSettingsOptions, type ServerOptions, settingsHelp, storeSettings } from './settings-options.ts';
import type { TlsOptions } from './tls.ts';
import type { TokenCreateOptions } from './token-create.ts';
import type { VerifyOptions } from './verify.ts';
import { readVersion } from './version.ts';

/** What an operator does with the stores; servers may go on meanwhile. */
function addTools(program: Command): void {
  addSettingsOptions(program.command('gc'), [...storeSettings, 'gcGraceSeconds'])
    .description('remove bytes that no package has any more, as servers do every hour')
    .option('--dry-run', 'only tell what would be removed')
    .action(async (options: GcOptions) => (await import('./gc.ts')).gc(options));
  addSettingsOptions(program.command('verify'), [...storeSettings, 'externalConnections'])
    .description('read every blob and compare it with its record; ends with 1 when something is wrong')
    .option('--repair', 'make counters right, and fetch damaged blobs again from the upstreams that they came from')
    .action(async (options: VerifyOptions) => (await import('./verify.ts')).verify(options));
  const keys = program.command('keys').description('the keys that everything is encrypted by');
  addSettingsOptions(keys.command('rotate-root'), storeSettings)
    .description('make a new root key and seal every secret by it')
    .action(async (options: ServerOptions) => (await import('./rotate-root.ts')).rotateRoot(options));
  const policy = program.command('policy').description('who may do what');
  addSettingsOptions(policy.command('explain'), [...storeSettings, 'region', 'anonymousRead'])
    .description('tell what would be decided, and which statement decides; ends with 1 for a refusal')
    .requiredOption('--principal <arn>', "of a user, a role, a session of it or an account's root; or 'anonymous'")
    .requiredOption('--action <name>', 'such as codeartifact:ReadFromRepository')
    .requiredOption('--resource <arn>', "what it is done on, or '*'")
    .option('--source-ip <address>', 'where the request comes from')
    .option('--context <key=value...>', 'values of condition keys')
    .action(async (options: PolicyExplainOptions) => (await import('./policy-explain.ts')).policyExplain(options));
}

/** Accounts, and tokens that last. */
function addIdentities(program: Command): void {
  const account = program.command('account').description('the accounts of this installation');
  addSettingsOptions(account.command('create <name>'), storeSettings)
    .description("make an account, and tell its first administrator's credentials, once")
    .option('--id <12 digits>', 'its number (default: a random one)')
    .option('--credentials-file <file>', 'write the credentials there instead of showing them')
    .action(async (name: string, options: AccountCreateOptions) =>
      (await import('./account.ts')).accountCreate(name, options),
    );
  addSettingsOptions(account.command('list'), storeSettings)
    .description('tell the accounts')
    .action(async (options: ServerOptions) => (await import('./account.ts')).accountList(options));
  const token = program.command('token').description('tokens that last, for tools that cannot renew one');
  const settings = [...storeSettings, 'accountId'] as const;
  addSettingsOptions(token.command('create <name>'), settings)
    .description('make a token that acts as a user, within limits, and tell it, once')
    .requiredOption('--user <name>', 'the user it acts as')
    .requiredOption('--domain <name>', 'the only domain it is good for')
    .option('--domain-owner <12 digits>', "the domain's account (default: the user's)")
    .option('--repository <names...>', 'the only repositories it is good for')
    .option('--allow <actions...>', "'read', 'publish' or actions such as codeartifact:ReadFromRepository", ['read'])
    .option('--source <networks...>', 'where requests have to come from, such as 10.0.0.0/8')
    .option('--expires <when>', 'such as 90d, 12h or 2027-01-31')
    .action(async (name: string, options: TokenCreateOptions) =>
      (await import('./token-create.ts')).tokenCreate(name, options),
    );
  addSettingsOptions(token.command('list'), settings)
    .description('tell the tokens of an account, and when they were used last')
    .action(async (options: ServerOptions) => (await import('./token-list.ts')).tokenList(options));
  addSettingsOptions(token.command('revoke <token>'), settings)
    .description("end a token at once: by name, by id, or itself ('-': from standard input); 12-hour tokens too")
    .action(async (which: string, options: ServerOptions) =>
      (await import('./token-revoke.ts')).tokenRevoke(which, options),
    );
}

/** The command line of `coffer`. A command is loaded when it runs, so that a server holds none but its own. */
export function createProgram(): Command {
  const program = new Command('coffer')
    .description(
      'A self-hosted artifact repository that speaks the AWS CodeArtifact API and the protocols of package managers.',
    )
    .version(readVersion(), '-v, --version')
    .showHelpAfterError("'coffer --help' tells what there is.")
    .addHelpText('after', settingsHelp);
  addSettingsOptions(program.command('start'))
    .description('serve; on an empty data folder first set up a domain and repositories to try')
    .action(async (options: ServerOptions) => (await import('./serve.ts')).serve(options, { quickStart: true }));
  addSettingsOptions(program.command('serve'))
    .description('serve what the data folder holds')
    .action(async (options: ServerOptions) => (await import('./serve.ts')).serve(options, { quickStart: false }));
  program
    .command('tls')
    .description('make a local certificate authority and a server certificate below <data>/tls')
    .option('--host <names...>', 'further host names and IP addresses that clients use')
    .option('--data-dir <folder>', 'the data folder')
    .action(async (options: TlsOptions) => (await import('./tls.ts')).tls(options));
  addTools(program);
  addIdentities(program);
  addClientCommands(program);
  return program;
}
