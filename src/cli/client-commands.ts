import type { Command } from 'commander';
import { toolNames } from './login/tools.ts';
import { type LoginOptions, login } from './login.ts';

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
    .action((options: LoginOptions) => login(options));
}
