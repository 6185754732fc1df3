import {
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { LogLine } from './plan.ts';
import type { Random } from './random.ts';

type Change = Extract<LogLine, { kind: 'create' | 'link' | 'make-folder' | 'rename' | 'remove' | 'remove-folder' }>;

function readLog(path: string): LogLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as LogLine);
}

const isChange = (line: LogLine): line is Change =>
  ['create', 'link', 'make-folder', 'rename', 'remove', 'remove-folder'].includes(line.kind);

/** The folder whose entry the change is. */
const folderOf = (change: Change): string => dirname(change.kind === 'make-folder' ? change.first : change.path);

/** Changes whose folder was not synced, from beginning to end, after them. */
function unsyncedChanges(lines: readonly LogLine[]): Change[] {
  const ended = new Set(lines.flatMap((line) => (line.kind === 'sync-folder-end' ? [line.id] : [])));
  const lastSync = new Map<string, number>();
  for (const [index, line] of lines.entries())
    if (line.kind === 'sync-folder-start' && ended.has(line.id)) lastSync.set(line.path, index);
  return lines.flatMap((line, index) => (isChange(line) && (lastSync.get(folderOf(line)) ?? -1) < index ? [line] : []));
}

function undo(change: Change): void {
  if (change.kind === 'create' || change.kind === 'link') rmSync(change.path, { force: true });
  else if (change.kind === 'make-folder') rmSync(change.first, { recursive: true, force: true });
  else if (change.kind === 'remove-folder') mkdirSync(change.path, { recursive: true });
  else if (change.kind === 'rename') {
    if (existsSync(change.path) && existsSync(dirname(change.from))) renameSync(change.path, change.from);
  } else if (!existsSync(change.path) && existsSync(dirname(change.path))) linkSync(change.saved, change.path);
}

/** How many bytes of each file that was written are on disk for sure, by its last name. */
function syncedSizes(lines: readonly LogLine[]): Map<string, number> {
  const sizes = new Map<string, number>();
  const dirty = new Set<string>();
  for (const line of lines) {
    if (line.kind === 'create' || line.kind === 'write') dirty.add(line.path);
    if (line.kind === 'synced') {
      sizes.set(line.path, line.sizeBytes);
      dirty.delete(line.path);
    }
    if (line.kind === 'link' && dirty.has(line.from)) dirty.add(line.path);
    if (line.kind !== 'rename') continue;
    const size = sizes.get(line.from);
    if (size !== undefined) sizes.set(line.path, size);
    if (dirty.delete(line.from)) dirty.add(line.path);
  }
  return new Map([...dirty].map((path) => [path, sizes.get(path) ?? 0]));
}

/** Of what lies beyond `keepBytes` some is lost, and some is something else. */
function spoilTail(path: string, keepBytes: number, random: Random): void {
  const { size } = statSync(path);
  if (size <= keepBytes) return;
  const end = keepBytes + random.whole(size - keepBytes + 1);
  const file = openSync(path, 'r+');
  ftruncateSync(file, end);
  const garbage = random.whole(end - keepBytes + 1);
  if (garbage > 0) writeSync(file, random.bytes(garbage), 0, garbage, end - garbage);
  closeSync(file);
}

function saltOf(wal: string): string {
  const header = Buffer.alloc(32);
  const file = openSync(wal, 'r');
  readSync(file, header, 0, header.length, 0);
  closeSync(file);
  return header.toString('hex', 16, 24);
}

/** What SQLite has written behind the last commit is lost; what it shares in memory always is. */
function cutDatabase(dataDir: string, lines: readonly LogLine[], random: Random): void {
  rmSync(join(dataDir, 'coffer.db-shm'), { force: true });
  const last = lines.findLast((line) => line.kind === 'committed');
  if (last?.kind !== 'committed' || !existsSync(last.wal)) return;
  // A log that began anew holds nothing that is not in the database file, on disk, but for what was committed since.
  spoilTail(last.wal, saltOf(last.wal) === last.salt ? last.sizeBytes : 0, random);
}

/** To be called while no process runs: all that is there now is on disk. */
export function beginLog(dataDir: string, log: string): void {
  const wal = join(dataDir, 'coffer.db-wal');
  const exists = existsSync(wal);
  const line: LogLine = {
    kind: 'committed',
    wal,
    sizeBytes: exists ? statSync(wal).size : 0,
    salt: exists ? saltOf(wal) : '',
  };
  writeFileSync(log, `${JSON.stringify(line)}\n`);
}

/** Which of the changes never happened: of each folder all, or all from some moment on. */
function chooseLost(changes: readonly Change[], random: Random): Change[] {
  const lost = new Set<Change>();
  for (const inFolder of Map.groupBy(changes, folderOf).values()) {
    const kept = random.chance(0.6) ? 0 : random.whole(inFolder.length + 1);
    for (const change of inFolder.slice(kept)) lost.add(change);
  }
  return changes.filter((change) => lost.has(change));
}

/**
 * Makes the data folder of a process that was killed look as after a power cut: of what it wrote without an fsync, and of
 * the changes of folders that it did not sync, some or all never happened. Answers how many changes were lost.
 */
export function cutPower(dataDir: string, log: string, random: Random): number {
  const lines = readLog(log);
  for (const [path, sizeBytes] of syncedSizes(lines)) if (existsSync(path)) spoilTail(path, sizeBytes, random);
  const lost = chooseLost(unsyncedChanges(lines), random);
  for (const change of lost.toReversed()) undo(change);
  cutDatabase(dataDir, lines, random);
  return lost.length;
}
