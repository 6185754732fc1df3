/** Why it is not known who asks. Each AWS protocol has its own word for each. */
export type AuthenticationFailure =
  | 'MissingAuthenticationToken'
  | 'IncompleteSignature'
  | 'UnrecognizedClient'
  | 'InvalidSignature'
  | 'SignatureExpired'
  | 'ExpiredToken'
  | 'RequestTimeTooSkewed';

/** A request to an AWS service that is refused before anything else is looked at. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
  readonly failure: AuthenticationFailure;

  constructor(failure: AuthenticationFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
