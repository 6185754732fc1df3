import { parentPort } from 'node:worker_threads';
import { catalogue } from '../formats/catalogue.ts';
import { serveIndexReads } from '../upstreams/serve-index-reads.ts';

if (parentPort === null) throw new Error('index-thread is the entry of a thread');
serveIndexReads(parentPort, catalogue);
