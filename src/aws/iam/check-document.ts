import { RegistryError } from '../../kernel/errors.ts';
import { type DocumentKind, parseDocument } from '../../policy/parse-document.ts';
import { limitExceeded, malformedPolicy } from './errors.ts';

export const charactersOf = (document: string): number => document.replace(/\s/g, '').length;

/** MalformedPolicyDocument, naming the place, for what is no policy. */
export function checkDocument(document: string, kind: DocumentKind): void {
  try {
    parseDocument(document, kind);
  } catch (error) {
    if (error instanceof RegistryError && error.code === 'Validation') throw malformedPolicy(error.message);
    throw error;
  }
}

/** As `checkDocument`; LimitExceeded for one that has more characters than that, white space not counted. */
export function checkDocumentUpTo(document: string, kind: DocumentKind, quota: string, limit: number): void {
  checkDocument(document, kind);
  if (charactersOf(document) > limit) throw limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`);
}
