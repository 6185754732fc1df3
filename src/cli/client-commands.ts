import type { Command } from 'commander';
import type { CredentialHelperOptions } from './credential-helper.ts';
import { protocols } from './credentials/protocols.ts';
import { toolNames } from './login/tools.ts';
import type { LoginOptions } from './login.ts';

/** Options of commands that call a running server, as the AWS CLI spells them. */
const addAccessOptions = (command: Command): Command =>
  command
    .option('--endpoint-url <url>', 'where Coffer is (default: what the AWS CLI would take)')
    .option('--region <name>', 'the AWS region')
    .option('--profile <name>', 'a profile of the AWS config and credentials files');

/** What a user does with a server, which may be anywhere. */
export function addClientCommands(program: Command): void {
  addAccessOptions(program.command('login'))
    .description('write a repository and a token for it into the configuration of a package manager')
    .requiredOption('--tool <name>', toolNames.join(', '))
    .requiredOption('--domain <name>', 'the domain')
    .requiredOption('--repository <name>', 'the repository')
    .option('--domain-owner <account>', 'the account that the domain belongs to')
    .option('--namespace <scope>', 'only for packages of this scope, such as @acme (npm clients and swift)')
    .option('--duration-seconds <number>', 'how long the token lasts: 900 to 43200')
    .option('--dry-run', 'only show what would be written, without a token')
    .action(async (options: LoginOptions) => (await import('./login.ts')).login(options));
  addAccessOptions(program.command('credential-helper'))
    .description('give a package manager a token when it asks for one, and renew it in time')
    .requiredOption('--protocol <name>', protocols.join(', '))
    .option('--duration-seconds <number>', 'how long a token lasts: 900 to 43200')
    .option('--mode <mode>', "of keyring: 'creds' asks for the user name too")
    .option('--output <format>', "of keyring: 'plain' or 'json'")
    .argument('[args...]', 'what the package manager says')
    .action(async (args: string[], options: CredentialHelperOptions) =>
      (await import('./credential-helper.ts')).credentialHelper(args, options),
    );
}
