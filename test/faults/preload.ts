/**
 * Loaded by `--import` in front of a server (and in each of its threads): patches the calls by which it reaches the disk,
 * so that the process dies, or a call fails, at a planned step; and notes what a power cut would lose.
 */
import fs, {
  existsSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import fsp, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join, resolve, sep } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import { armSignal, type LogLine, type Moment, type Plan, planVariable, type Step } from './plan.ts';

/** Cells of the memory that all threads share. */
const cell = { armed: 0, kill: 1, fail: 2, id: 3, size: 4 } as const;

function sharedCells(armed: boolean): Int32Array {
  const name = 'fault-cells';
  if (!isMainThread) return getEnvironmentData(name) as unknown as Int32Array;
  const cells = new Int32Array(new SharedArrayBuffer(cell.size * Int32Array.BYTES_PER_ELEMENT));
  if (armed) cells[cell.armed] = 1;
  setEnvironmentData(name, cells as never);
  process.on(armSignal, () => Atomics.store(cells, cell.armed, 1));
  return cells;
}

function failureOf(code: string, syscall: string): NodeJS.ErrnoException {
  const words: Record<string, string> = { ENOSPC: 'no space left on device', EIO: 'i/o error' };
  return Object.assign(new Error(`${code}: ${words[code]}, ${syscall}`), { code, syscall });
}

function install({ dataDir, kill, fail, log, armed }: Plan): void {
  const cells = sharedCells(armed);
  const root = resolve(dataDir) + sep;
  const staging = `${sep}incoming${sep}`;
  const blobs = join(root, 'blobs') + sep;
  const file = log === null ? null : openSync(log, 'a');
  const graves = `${log}.removed`;
  if (file !== null) mkdirSync(graves, { recursive: true });

  const note = (line: LogLine): void => void (file !== null && writeSync(file, `${JSON.stringify(line)}\n`));
  const nextId = (): number => process.pid * 1_000_000 + Atomics.add(cells, cell.id, 1);
  const die = (): never => {
    process.kill(process.pid, 'SIGKILL');
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  };
  /** Whether the planned moment has come: each step counts once, at its beginning. */
  const isDue = (step: Step): boolean => {
    if (kill?.step !== step || Atomics.load(cells, cell.armed) === 0) return false;
    return Atomics.add(cells, cell.kill, 1) + 1 === kill.nth;
  };
  const mustFail = (step: Step): boolean => {
    if (fail?.step !== step || Atomics.load(cells, cell.armed) === 0) return false;
    const count = Atomics.add(cells, cell.fail, 1) + 1;
    return count >= fail.nth && count < fail.nth + fail.times;
  };
  const at = (due: boolean, moment: Moment): void => void (due && kill?.moment === moment && die());

  /** Runs a call that is a step, with all that is planned for it. */
  async function perform<T>(step: Step | null, syscall: string, call: () => Promise<T>, half?: () => void): Promise<T> {
    if (step === null) return call();
    const due = isDue(step);
    at(due, 'before');
    if (mustFail(step)) {
      half?.();
      throw failureOf(fail?.code ?? 'EIO', syscall);
    }
    if (due && kill?.moment === 'within') half?.();
    at(due, 'within');
    const result = await call();
    at(due, 'after');
    return result;
  }

  const isOurs = (path: string): boolean => path.startsWith(root);
  const isStaging = (path: string): boolean => path.startsWith(blobs) && path.includes(staging);
  const original = { ...fsp };
  const text = (path: unknown): string => resolve(String(path));

  const syncFolder = async (path: string, sync: () => Promise<void>): Promise<void> => {
    const id = nextId();
    note({ kind: 'sync-folder-start', path, id });
    await perform(path.startsWith(blobs) ? 'sync-slot' : null, 'fsync', sync);
    note({ kind: 'sync-folder-end', path, id });
  };

  /** What a handle is open for. */
  const handles = new WeakMap<FileHandle, { readonly path: string; readonly folder: boolean }>();

  function patchHandles(prototype: FileHandle): void {
    const { sync, writeFile } = prototype;
    prototype.writeFile = async function (this: FileHandle, data: unknown, ...rest: never[]) {
      const held = handles.get(this);
      const write = (): Promise<void> => writeFile.call(this, data as never, ...rest);
      if (held === undefined) return write();
      note({ kind: 'write', path: held.path });
      const bytes = data as Uint8Array;
      const half = (): void => void writeSync(this.fd, bytes.subarray(0, bytes.length >> 1));
      return perform(isStaging(held.path) ? 'write-staging' : null, 'write', write, half);
    } as never;
    prototype.sync = async function (this: FileHandle) {
      const held = handles.get(this);
      if (held === undefined) return sync.call(this);
      if (held.folder) return syncFolder(held.path, () => sync.call(this));
      const { size: sizeBytes } = fstatSync(this.fd);
      await perform(isStaging(held.path) ? 'sync-staging' : null, 'fsync', () => sync.call(this));
      note({ kind: 'synced', path: held.path, sizeBytes });
    };
  }

  let patched = false;
  fsp.open = async (target, flags, mode) => {
    const path = text(target);
    const creates = typeof flags === 'string' && flags.startsWith('w') && isOurs(path);
    const open = (): Promise<FileHandle> => original.open(target, flags, mode);
    const handle = await perform(creates && isStaging(path) ? 'open-staging' : null, 'open', open);
    if (!patched) patchHandles(Object.getPrototypeOf(handle));
    patched = true;
    if (isOurs(path) || path === resolve(dataDir)) {
      handles.set(handle, { path, folder: fstatSync(handle.fd).isDirectory() });
      if (creates) note({ kind: 'create', path });
    }
    return handle;
  };
  /** What a file of ours that was opened by number is open for. */
  const opened = new Map<number, { readonly path: string; readonly folder: boolean }>();
  const byNumber = { open: fs.open, write: fs.write, fsync: fs.fsync, closeSync: fs.closeSync };
  const [openOriginal, syncOriginal] = [promisify(fs.open), promisify(fs.fsync)];
  type Callback = (error: Error | null, value?: unknown) => void;
  const answer = (call: Promise<unknown>, done: Callback): void =>
    void call.then(
      (value) => done(null, value),
      (error: Error) => done(error),
    );
  const openOurs = async (path: string, flags: string, mode: number): Promise<number> => {
    const creates = flags.startsWith('w');
    const open = (): Promise<number> => openOriginal(path, flags, mode);
    const handle = await perform(creates && path.startsWith(blobs) ? 'open-blob' : null, 'open', open);
    opened.set(handle, { path, folder: fstatSync(handle).isDirectory() });
    if (creates) note({ kind: 'create', path });
    return handle;
  };
  const writeOurs = (path: string, handle: number, bytes: Uint8Array, from: number, length: number) => {
    note({ kind: 'write', path });
    const write = async (): Promise<number> => writeSync(handle, bytes, from, length);
    return perform('write-blob', 'write', write, () => void writeSync(handle, bytes, from, length >> 1));
  };
  const syncOurs = async (path: string, handle: number): Promise<void> => {
    const { size: sizeBytes } = fstatSync(handle);
    await perform('sync-blob', 'fsync', () => syncOriginal(handle));
    note({ kind: 'synced', path, sizeBytes });
  };
  fs.open = ((...args: [path: string, flags: string, mode: number, done: Callback]) => {
    const [target, flags, mode, done] = args;
    const path = text(target);
    if (isOurs(path) || path === resolve(dataDir)) answer(openOurs(path, flags, mode), done);
    else byNumber.open(...args);
  }) as never;
  fs.write = ((
    ...args: [handle: number, bytes: Uint8Array, from: number, length: number, at: null, done: Callback]
  ) => {
    const [handle, bytes, from, length, , done] = args;
    const held = opened.get(handle);
    if (held === undefined) byNumber.write(...args);
    else answer(writeOurs(held.path, handle, bytes, from, length), done);
  }) as never;
  fs.fsync = ((handle: number, done: Callback) => {
    const held = opened.get(handle);
    if (held === undefined) byNumber.fsync(handle, done);
    else if (held.folder)
      answer(
        syncFolder(held.path, () => syncOriginal(handle)),
        done,
      );
    else answer(syncOurs(held.path, handle), done);
  }) as never;
  fs.closeSync = (handle) => {
    opened.delete(handle);
    byNumber.closeSync(handle);
  };
  fsp.rename = async (source, target) => {
    const [from, path] = [text(source), text(target)];
    await perform(isStaging(from) ? 'place' : null, 'rename', () => original.rename(source, target));
    if (isOurs(path)) note({ kind: 'rename', from, path });
  };
  fsp.mkdir = (async (target: string, options: never) => {
    const path = text(target);
    const step = path.startsWith(blobs) && !`${path}${sep}`.includes(staging) ? 'make-slot' : null;
    const first = await perform(step, 'mkdir', () => original.mkdir(target, options) as Promise<string | undefined>);
    if (first !== undefined && isOurs(path)) note({ kind: 'make-folder', path, first });
    return first;
  }) as typeof fsp.mkdir;
  fsp.rm = async (target, options) => {
    const path = text(target);
    const saved = join(graves, String(nextId()));
    let kept = false;
    if (file !== null && isOurs(path))
      try {
        linkSync(path, saved);
        kept = true;
      } catch {
        // There is no such file.
      }
    const step = path.startsWith(blobs) && !isStaging(path) ? 'remove-blob' : null;
    await perform(step, 'unlink', () => original.rm(target, options));
    if (kept) note({ kind: 'remove', path, saved });
  };
  fsp.link = async (existing, target) => {
    await original.link(existing, target);
    if (isOurs(text(target))) note({ kind: 'link', from: text(existing), path: text(target) });
  };
  fsp.rmdir = async (target) => {
    await original.rmdir(target);
    if (isOurs(text(target))) note({ kind: 'remove-folder', path: text(target) });
  };
  syncBuiltinESMExports();

  const walOf = (database: DatabaseSync): string => `${database.location()}-wal`;
  const noteCommit = (wal: string): void => {
    if (!existsSync(wal)) return;
    const header = Buffer.alloc(32);
    const handle = openSync(wal, 'r');
    readSync(handle, header, 0, header.length, 0);
    note({ kind: 'committed', wal, sizeBytes: statSync(wal).size, salt: header.toString('hex', 16, 24) });
  };
  /** FULL or EXTRA: each commit syncs the write-ahead log. */
  const isDurable = (database: DatabaseSync): boolean =>
    Number(database.prepare('PRAGMA synchronous').get()?.['synchronous']) >= 2;
  const { exec } = DatabaseSync.prototype;
  DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
    const step = sql === 'BEGIN IMMEDIATE' ? 'begin' : sql === 'COMMIT' ? 'commit' : null;
    if (step === null) {
      exec.call(this, sql);
      // It syncs the log before it copies it.
      if (sql.startsWith('PRAGMA wal_checkpoint') && file !== null) noteCommit(walOf(this));
      return;
    }
    const due = isDue(step);
    at(due, 'before');
    // From now on the file may not grow, which is what SQLite sees of a full disk; until the next transaction may.
    if (step === 'begin') exec.call(this, `PRAGMA max_page_count = ${mustFail(step) ? 1 : 4_294_967_294}`);
    exec.call(this, sql);
    if (step === 'commit' && file !== null && isDurable(this)) noteCommit(walOf(this));
    at(due, 'after');
  };
}

const planFile = process.env[planVariable];
if (planFile !== undefined) install(JSON.parse(readFileSync(planFile, 'utf8')) as Plan);
