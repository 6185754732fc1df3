#!/usr/bin/env node
// Plain JavaScript for any Node from 18 on: finds a Node that runs Coffer and becomes it.
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findNode, missingNode } from './find-node.mjs';
import { runNode } from './run-node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, 'src', 'cli', 'main.ts');
const inCheckout = existsSync(source);
const entry = inCheckout ? source : join(root, 'dist', 'cli', 'main.js');

const cache = inCheckout
  ? join(root, '.cache')
  : join(
      process.env.XDG_CACHE_HOME || join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache'),
      'coffer',
    );

// Read when a process starts. File system calls wait for a thread, and four are few for a server of files; buffers come and go
// on many threads, and each arena of the allocator keeps what it once had.
const wanted = {
  UV_THREADPOOL_SIZE: '16',
  MALLOC_ARENA_MAX: '2',
  NODE_COMPILE_CACHE: join(cache, 'node-compile'),
};
const env = { ...wanted, ...process.env };
// Young objects of a server are requests, which die at once: a larger nursery takes memory and no request is faster for it. Nor
// is such a small heap collected faster by several threads, which wait for one another. Buffers count as part of the heap: by
// themselves they would have it marked from end to end, over and over, while large files are served. What requests make is
// not to be put among the old objects because requests that once waited for an upstream lived long. And the old ones are
// marked when there are twice as many, not a tenth more: each time, some reader waits.
const flags = [
  '--max-semi-space-size=4',
  '--single-threaded-gc',
  '--external-memory-accounted-in-global-limit',
  '--no-allocation-site-pretenuring',
  '--heap-growing-percent=100',
];
const args = [...flags, entry, ...process.argv.slice(2)];
const isReady =
  Object.keys(wanted).every((name) => process.env[name]) && flags.every((flag) => process.execArgv.includes(flag));

const node = findNode();
if (node === null) {
  console.error(missingNode);
  process.exit(1);
} else if (node === process.execPath && isReady) {
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
} else if (typeof process.execve === 'function') {
  process.execve(node, [node, ...args], env);
} else {
  runNode(node, args, env);
}
