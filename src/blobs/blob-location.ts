/** A place in the store: `<domain>/<yyyymmdd>/<hhm0>/<sha256>.<nonce>`, in UTC. The nonce makes it unique for ever. */
export interface BlobPlace {
  readonly domainId: number;
  /** `<yyyymmdd>/<hhm0>`: the ten minutes in which it was written. */
  readonly slot: string;
  /** Hex. */
  readonly sha256: string;
  /** 16 hex digits. */
  readonly nonce: string;
}

const slotMilliseconds = 10 * 60 * 1000;
const pattern = /^(0|[1-9][0-9]{0,15})\/([0-9]{8}\/[0-9]{3}0)\/([0-9a-f]{64})\.([0-9a-f]{16})$/;

export const slotAt = (time: Date): string => {
  const text = time.toISOString();
  return `${text.slice(0, 4)}${text.slice(5, 7)}${text.slice(8, 10)}/${text.slice(11, 13)}${text[14]}0`;
};

/** When the last blob of a slot was written at the latest; null when it is no slot. */
export function slotEnd(slot: string): Date | null {
  const match = /^([0-9]{4})([0-9]{2})([0-9]{2})\/([0-9]{2})([0-5]0)$/.exec(slot);
  if (match === null) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  return new Date(Date.UTC(year, month - 1, day, hour, minute) + slotMilliseconds);
}

export const formatLocation = ({ domainId, slot, sha256, nonce }: BlobPlace): string =>
  `${domainId}/${slot}/${sha256}.${nonce}`;

/** null: no such location was ever given out. */
export function parseLocation(location: string): BlobPlace | null {
  const [, domainId, slot, sha256, nonce] = pattern.exec(location) ?? [];
  if (slot === undefined || sha256 === undefined || nonce === undefined) return null;
  return { domainId: Number(domainId), slot, sha256, nonce };
}
