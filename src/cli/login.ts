import { SettingsError } from '../config/settings.ts';
import { readUserEnvironment } from '../config/user-environment.ts';
import { type AccessOptions, findAccess } from './aws/find-access.ts';
import { getEndpoint } from './aws/get-endpoint.ts';
import { getToken } from './aws/get-token.ts';
import { planChange } from './login/change-file.ts';
import type { Configuration, Tool } from './login/tool.ts';
import { toolNames, tools } from './login/tools.ts';
import { showExpiry } from './show-expiry.ts';

export type LoginOptions = AccessOptions & {
  readonly tool: string;
  readonly domain: string;
  readonly repository: string;
  readonly domainOwner?: string;
  readonly namespace?: string;
  readonly durationSeconds?: string;
  readonly dryRun?: boolean;
};

/** Stands for the token where it is only shown. */
const hidden = '********';

function findTool(name: string): Tool {
  const tool = tools.find((known) => known.name === name);
  if (tool !== undefined) return tool;
  throw new SettingsError(`--tool: there is no '${name}'. Choose one of ${toolNames.join(', ')}.`);
}

function namespaceOf({ name, namespace: write }: Tool, namespace: string | undefined): string | null {
  if (namespace === undefined) return null;
  if (write === null) throw new SettingsError(`--namespace: ${name} has no namespaces.`);
  if (!/^@?[A-Za-z0-9~-][A-Za-z0-9._~-]*$/.test(namespace))
    throw new SettingsError(`--namespace: '${namespace}' is no scope, such as @acme.`);
  return write(namespace);
}

function showDryRun({ changes, notes }: Configuration): void {
  for (const { path, secret, apply } of changes) {
    console.log(`Would set in ${path}${secret ? ' (mode 0600)' : ''}:`);
    console.log(
      apply('')
        .replace(/^(?=.)/gm, '  ')
        .trimEnd(),
    );
  }
  for (const note of notes) console.log(note);
}

/** Writes into a client's own files where the repository is and how to be let in. */
export async function login(options: LoginOptions): Promise<void> {
  const tool = findTool(options.tool);
  const namespace = namespaceOf(tool, options.namespace);
  const user = readUserEnvironment();
  const access = findAccess(user, options);
  const { domain, repository } = options;
  const endpoint = await getEndpoint(user, access, { ...options, format: tool.format });
  const configure = (token: string): Configuration =>
    tool.configure({ domain, repository, endpoint, token, namespace, user });
  // Files that cannot be changed are found before a token is made.
  const { changes } = configure(hidden);
  await Promise.all(changes.map(planChange));
  if (options.dryRun === true) {
    showDryRun(configure(hidden));
    return;
  }
  const { token, expiresAt } = await getToken(user, access, options);
  const configuration = configure(token);
  console.log(`${tool.name} now uses ${endpoint}`);
  for (const change of configuration.changes) {
    await (await planChange(change)).make();
    console.log(`  wrote ${change.path}${change.secret ? ' (mode 0600)' : ''}`);
  }
  for (const note of configuration.notes) console.log(`  ${note}`);
  console.log(`The login ends ${showExpiry(expiresAt)}.`);
}
