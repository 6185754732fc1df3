import { Command } from 'commander';
import { serve } from './serve.ts';
import { addSettingsOptions, type ServerOptions, settingsHelp } from './settings-options.ts';
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
  return program;
}
