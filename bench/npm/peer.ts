import { readFile } from 'node:fs/promises';

/** A server under load: where it is, and whom to ask what it used. */
export interface Peer {
  readonly name: string;
  /** Ends in '/'. */
  readonly registry: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly pid: number;
}

/** Seconds of processor time that the process has used, its threads and the kernel on its behalf included. */
export async function cpuSeconds({ pid }: Peer): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function memoryMb({ pid }: Peer, field: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}
export const residentMb = (peer: Peer): Promise<number> => memoryMb(peer, 'VmRSS');
/** The highest since it started. */
export const peakMb = (peer: Peer): Promise<number> => memoryMb(peer, 'VmHWM');
