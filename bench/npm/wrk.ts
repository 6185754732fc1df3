import { runCommand } from '../../scripts/run-command.ts';

export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

/** Requests a second of a load by one thread of wrk. Rejects when an answer was an error. */
export async function requestsASecond({ url, headers, connections, seconds }: Load): Promise<number> {
  const lines = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
  const options = ['-t1', `-c${connections}`, `-d${seconds}s`, '--timeout', '30s'];
  const { code, output } = await runCommand('wrk', [...options, ...lines, url]);
  const rate = /^Requests\/sec:\s+([\d.]+)/m.exec(output)?.[1];
  if (code !== 0 || rate === undefined || /Non-2xx or 3xx/.test(output))
    throw new Error(`wrk on ${url} failed:\n${output}`);
  return Number(rate);
}
