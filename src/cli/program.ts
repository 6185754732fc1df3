import { Command } from 'commander';
import { type GcOptions, gc } from './gc.ts';
import { type PolicyExplainOptions, policyExplain } from './policy-explain.ts';
import { rotateRoot } from './rotate-root.ts';
import { serve } from './serve.ts';
import { addSettingsOptions, type ServerOptions, settingsHelp, storeSettings } from './settings-options.ts';
import { type TlsOptions, tls } from './tls.ts';
import { type VerifyOptions, verify } from './verify.ts';
import { readVersion } from './version.ts';

/** What an operator does with the stores; servers may go on meanwhile. */
function addTools(program: Command): void {
  addSettingsOptions(program.command('gc'), [...storeSettings, 'gcGraceSeconds'])
    .description('remove bytes that no package has any more, as servers do every hour')
    .option('--dry-run', 'only tell what would be removed')
    .action((options: GcOptions) => gc(options));
  addSettingsOptions(program.command('verify'), [...storeSettings, 'externalConnections'])
    .description('read every blob and compare it with its record; ends with 1 when something is wrong')
    .option('--repair', 'make counters right, and fetch damaged blobs again from the upstreams that they came from')
    .action((options: VerifyOptions) => verify(options));
  const keys = program.command('keys').description('the keys that everything is encrypted by');
  addSettingsOptions(keys.command('rotate-root'), storeSettings)
    .description('make a new root key and seal every secret by it')
    .action((options: ServerOptions) => rotateRoot(options));
  const policy = program.command('policy').description('who may do what');
  addSettingsOptions(policy.command('explain'), [...storeSettings, 'region', 'anonymousRead'])
    .description('tell what would be decided, and which statement decides; ends with 1 for a refusal')
    .requiredOption('--principal <arn>', "of a user, a role, a session of it or an account's root; or 'anonymous'")
    .requiredOption('--action <name>', 'such as codeartifact:ReadFromRepository')
    .requiredOption('--resource <arn>', "what it is done on, or '*'")
    .option('--source-ip <address>', 'where the request comes from')
    .option('--context <key=value...>', 'values of condition keys')
    .action((options: PolicyExplainOptions) => policyExplain(options));
}

/** The command line of `coffer`. */
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
    .action((options: ServerOptions) => serve(options, { quickStart: true }));
  addSettingsOptions(program.command('serve'))
    .description('serve what the data folder holds')
    .action((options: ServerOptions) => serve(options, { quickStart: false }));
  program
    .command('tls')
    .description('make a local certificate authority and a server certificate below <data>/tls')
    .option('--host <names...>', 'further host names and IP addresses that clients use')
    .option('--data-dir <folder>', 'the data folder')
    .action((options: TlsOptions) => tls(options));
  addTools(program);
  return program;
}
