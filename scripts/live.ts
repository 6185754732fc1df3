import { globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

/** `npm run conformance:live`: what needs the public registries. They are asked as any user would, once a package. */
const files = globSync('conformance/live/*.live.ts').sort();
const stream = run({ files, concurrency: 1, timeout: 30 * 60_000 });
stream.on('test:summary', ({ file, success }) => {
  if (file === undefined && !success) process.exitCode = 1;
});
stream.compose(new spec()).pipe(process.stdout);
