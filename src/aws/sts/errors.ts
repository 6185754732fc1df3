import { QueryRefusal } from '../query/refusal.ts';

/** The errors of the STS API reference. */
export const stsRefusal = {
  malformedPolicy: (message: string) => new QueryRefusal(400, 'MalformedPolicyDocument', message),
  packedTooLarge: (message: string) => new QueryRefusal(400, 'PackedPolicyTooLarge', message),
  invalidToken: (message: string) => new QueryRefusal(400, 'InvalidIdentityToken', message),
  expiredToken: (message: string) => new QueryRefusal(400, 'ExpiredTokenException', message),
  issuerSilent: (message: string) => new QueryRefusal(400, 'IDPCommunicationError', message),
  invalidParameter: (message: string) => new QueryRefusal(400, 'InvalidParameterValue', message),
  accessDenied: (message: string) => new QueryRefusal(403, 'AccessDenied', message),
} as const;
