import { Command } from 'commander';
import { serve } from './serve.ts';
import { addSettingsOptions, type ServerOptions, settingsHelp } from './settings-options.ts';
import { type TlsOptions, tls } from './tls.ts';
import { readVersion } from './version.ts';

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
  return program;
}
