import { randomBytes, randomUUID } from 'node:crypto';

/** A request id as AWS prints it: a random UUID. */
export const newRequestId = (): string => randomUUID();

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `length` random characters of the alphabet that AWS uses in key and principal ids. */
export const randomBase32 = (length: number): string =>
  Array.from(randomBytes(length), (byte) => base32[byte & 31]).join('');

/** AKIA… ids are long-lived access keys, AIDA… ids are users (AWS: "Unique identifiers"). */
export const newAccessKeyId = (): string => `AKIA${randomBase32(16)}`;
export const newUserId = (): string => `AIDA${randomBase32(17)}`;

/** 40 characters, as AWS secret access keys are. */
export const newSecretAccessKey = (): string => randomBytes(30).toString('base64');
