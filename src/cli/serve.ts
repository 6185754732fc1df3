import { loadSettings } from '../config/load-settings.ts';
import { isLoopback } from '../config/loopback.ts';
import type { Settings } from '../config/settings.ts';
import { shrinkHeap } from '../kernel/shrink-heap.ts';
import { beginQuickStart } from './quick-start.ts';
import type { ServerOptions } from './settings-options.ts';
import { stopOnSignal } from './stop-on-signal.ts';
import { welcome } from './welcome.ts';

function warnOfPlainHttp({ publicUrl }: Settings): void {
  if (publicUrl === null || publicUrl.protocol === 'https:' || isLoopback(publicUrl.hostname)) return;
  console.error(
    `Warning: ${publicUrl.href} is plain http. Tokens pass in clear; pip asks for --trusted-host, and Maven 3.8+, Gradle, ` +
      'NuGet of .NET 9+ and Swift refuse it. Put TLS in front.',
  );
}

/** Serves until a signal. Rejects when the server cannot start. */
export async function serve(options: ServerOptions, { quickStart }: { quickStart: boolean }): Promise<void> {
  const { config, ...flags } = options;
  const settings = loadSettings({ flags, ...(config === undefined ? {} : { configFile: config }) });
  warnOfPlainHttp(settings);
  const setUp = quickStart ? await beginQuickStart(settings.dataDir) : null;
  // Loaded late, so that help and bad settings need not wait for the whole server.
  const { startCoffer } = await import('../compose.ts');
  const coffer = await startCoffer(settings);
  stopOnSignal(() => coffer.close(), settings.shutdownGraceSeconds);
  const layout = setUp === null ? null : await setUp(coffer);
  shrinkHeap();
  console.log(`Coffer is ready at ${coffer.url}`);
  if (quickStart) console.log(welcome(settings.dataDir, layout));
}
