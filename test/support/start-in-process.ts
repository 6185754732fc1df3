import { startCoffer } from '../../src/compose.ts';
import { loadSettings } from '../../src/config/load-settings.ts';
import type { Instance } from './instance.ts';

/** The whole server inside the test's own process. */
export async function startInProcess(env: Readonly<Record<string, string>>): Promise<Instance> {
  const coffer = await startCoffer(loadSettings({ env }));
  return {
    url: coffer.url,
    pid: null,
    output: () => '',
    stop: () => coffer.close(),
    kill: () => Promise.reject(new Error('only a server that is a process of its own can be killed')),
  };
}
