import { runCoffer } from '../storage/run-coffer.ts';
import { type ClientsOf, clientsOf } from './principals.ts';
import type { TestServer } from './server.ts';

/** A further account of the installation: the clients of its administrator, who may do everything in it. */
export async function addAccount(server: TestServer, id: string): Promise<ClientsOf> {
  const { code, stdout, stderr } = await runCoffer(server, ['account', 'create', 'partner', '--id', id]);
  if (code !== 0) throw new Error(stderr);
  const value = (key: string): string => new RegExp(`^${key} = (\\S+)$`, 'm').exec(stdout)?.[1] ?? '';
  return clientsOf(server, {
    accessKeyId: value('aws_access_key_id'),
    secretAccessKey: value('aws_secret_access_key'),
  });
}
