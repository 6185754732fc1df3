import type { RobotLimits } from '../identity/robot-limits.ts';
import type { DescribedRobotToken } from '../metadata/iam-robot-tokens.ts';
import { openForTool } from './open-for-tool.ts';
import type { ServerOptions } from './settings-options.ts';

const timeOf = (time: Date | null): string => (time === null ? 'never' : `${time.toISOString().slice(0, 19)}Z`);

function lineOf({ name, user, domain, limits, createdAt, expiresAt, lastUsedAt }: DescribedRobotToken): string {
  const { repositories, actions, sources } = JSON.parse(limits) as RobotLimits;
  const where =
    repositories.length === 0 ? domain : repositories.map((repository) => `${domain}/${repository}`).join(',');
  const from = sources.length === 0 ? '' : `  from ${sources.join(',')}`;
  const times = `made ${timeOf(createdAt)}, expires ${timeOf(expiresAt)}, last used ${timeOf(lastUsedAt)}`;
  return `${name}  of ${user}  ${where}  ${actions.join(',')}${from}  ${times}`;
}

/** The robot tokens of the account of the settings. */
export async function tokenList(options: ServerOptions): Promise<void> {
  await using stores = await openForTool(options);
  const { listRobotTokens } = await import('../metadata/iam-robot-tokens.ts');
  for (const token of await listRobotTokens(stores.database.reader, stores.settings.accountId))
    console.log(lineOf(token));
}
