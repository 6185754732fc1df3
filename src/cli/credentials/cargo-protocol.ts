import { parseArgs } from 'node:util';
import { SettingsError } from '../../config/settings.ts';
import type { FindTokenOptions, TokenSource } from './find-token.ts';

interface CargoRequest {
  readonly v: number;
  readonly kind: string;
  readonly registry: { readonly 'index-url': string };
  readonly args?: readonly string[];
}

type Answer = { readonly Ok: object } | { readonly Err: object };

const other = (message: string): Answer => ({ Err: { kind: 'other', message, 'caused-by': [] } });

/** What stands behind the name of the program in `credential-provider`. */
function optionsOf(args: readonly string[]): FindTokenOptions {
  const text = { type: 'string' } as const;
  const options = { 'endpoint-url': text, region: text, profile: text, 'duration-seconds': text };
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { 'endpoint-url': endpointUrl, region, profile, 'duration-seconds': durationSeconds } = values;
    return {
      ...(endpointUrl !== undefined && { endpointUrl }),
      ...(region !== undefined && { region }),
      ...(profile !== undefined && { profile }),
      ...(durationSeconds !== undefined && { durationSeconds }),
    };
  } catch (error) {
    throw new SettingsError(`credential-provider: ${(error as Error).message}`);
  }
}

async function perform({ kind, registry }: CargoRequest, tokens: TokenSource): Promise<Answer> {
  const address = registry['index-url'].replace(/^sparse\+/, '');
  if (kind === 'logout') {
    await tokens.drop(address);
    return { Ok: { kind } };
  }
  if (kind !== 'get') return { Err: { kind: 'operation-not-supported' } };
  const found = await tokens.find(address);
  if (found === null) return { Err: { kind: 'url-not-supported' } };
  const expiration = Math.floor(found.expiresAt / 1000);
  return { Ok: { kind, token: found.token, cache: 'expires', expiration, operation_independent: true } };
}

/**
 * Cargo's credential provider protocol, version 1 ("Credential Provider Protocol" of the Cargo Book): answers each line of
 * `input`, beginning with the versions that are spoken.
 */
export async function speakCargo(
  input: AsyncIterable<string>,
  write: (line: string) => void,
  open: (options: FindTokenOptions) => TokenSource,
): Promise<void> {
  write('{"v":[1]}');
  for await (const line of input) {
    if (line.trim() === '') continue;
    try {
      const request = JSON.parse(line) as CargoRequest;
      write(JSON.stringify(await perform(request, open(optionsOf(request.args ?? [])))));
    } catch (error) {
      write(JSON.stringify(other(error instanceof Error ? error.message : String(error))));
    }
  }
}
