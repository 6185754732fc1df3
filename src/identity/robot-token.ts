import { createHash, randomBytes } from 'node:crypto';

/** By which a robot token is told from others, by this server and by scanners for leaked secrets. */
const prefix = 'coffer_robot_';

/** 256 random bits. */
export const newRobotToken = (): string => `${prefix}${randomBytes(32).toString('base64url')}`;

export const isRobotToken = (token: string): boolean => token.startsWith(prefix);

/** All that is kept of one: enough for a token that nobody can guess. */
export const hashOfRobotToken = (token: string): Buffer => createHash('sha256').update(token).digest();
