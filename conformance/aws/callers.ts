import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AwsCli } from '../../test/support/clients/aws.ts';
import { readClient } from '../../test/support/clients/find-client.ts';
import { ClientFailure, runClient } from '../../test/support/clients/run-client.ts';

/** One operation, by its name and the names of its members in the model. */
export interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

export interface CallError {
  /** The name of the exception. */
  readonly code: string;
  readonly message: string;
}

/** A streamed answer is text. */
export type Outcome = { readonly output: Record<string, unknown> } | { readonly error: CallError };

/** What only boto3 tells of an error. */
export interface Boto3Error extends CallError {
  readonly status: number;
  /** It is an instance of the class that the model makes. */
  readonly isModelled: boolean;
  readonly members: Readonly<Record<string, unknown>>;
}

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

function optionOf([member, value]: readonly [string, unknown]): string[] {
  const option = `--${kebab(member.replace('SHA256', 'Sha256'))}`;
  if (typeof value === 'boolean') return [value ? option : option.replace('--', '--no-')];
  return [option, typeof value === 'object' ? JSON.stringify(value) : String(value)];
}

const boto3Calls = fileURLToPath(new URL('../../test/support/clients/boto3_calls.py', import.meta.url));

/** Calls through the AWS CLI, each a process of its own. */
export function cliCaller({ folder, json }: AwsCli): (call: Call) => Promise<Outcome> {
  let files = 0;
  return async ({ operation, input }) => {
    files += 1;
    const [sent, received] = [join(folder, `sent-${files}`), join(folder, `received-${files}`)];
    const { assetContent, ...members } = input;
    const args = ['codeartifact', kebab(operation), ...Object.entries(members).flatMap(optionOf)];
    if (assetContent !== undefined) {
      await writeFile(sent, String(assetContent));
      args.push('--asset-content', sent);
    }
    const isStreamed = operation === 'GetPackageVersionAsset';
    try {
      const output = (await json(...args, ...(isStreamed ? [received] : []))) as Record<string, unknown> | null;
      return { output: { ...output, ...(isStreamed && { asset: await readFile(received, 'utf8') }) } };
    } catch (error) {
      const told =
        error instanceof ClientFailure
          ? /\((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)/.exec(error.message)
          : null;
      if (told === null) throw error;
      return { error: { code: told[1] ?? '', message: told[2] ?? '' } };
    }
  };
}

/** What came of each call or, with a page size, of each paginator, made by one process with boto3. */
export async function callWithBoto3<Result>(
  { folder, env }: AwsCli,
  calls: readonly (Call & { readonly pageSize?: number })[],
): Promise<Result[]> {
  const file = join(folder, 'calls.json');
  await writeFile(file, JSON.stringify(calls));
  const { stdout } = await runClient(readClient('boto3').path, [boto3Calls, file], { cwd: folder, env });
  return JSON.parse(stdout) as Result[];
}
