import { RegistryError } from '../../kernel/errors.ts';
import type { FormatResponse } from '../format.ts';

const json = (value: unknown) => async (): Promise<FormatResponse> => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

export const ping = json({});

/** A token ends by itself; npm forgets it once this is answered. */
export const logOut = json({ ok: true });

/** No package is public, and who may do what is the domain's business, not the package's. */
export const visibility = json({ public: false });
export const collaborators = json({});

const absent = (message: string) => async (): Promise<never> => {
  throw new RegistryError('ResourceNotFound', message);
};

/** An empty list would make `npm audit signatures` fail for each package that its upstream has signed. */
export const signingKeys = absent('This registry signs nothing, so that it has no keys.');

/** `npm owner` asks for the user that it is to add or to remove. */
export const user = absent(
  'Packages have no owners here: policies of the domain and the repository say who may do what.',
);

/** No advisory is known. */
export const noAdvisories = json({});
const counts = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
export const emptyAudit = json({
  actions: [],
  advisories: {},
  muted: [],
  metadata: {
    vulnerabilities: counts,
    dependencies: 0,
    devDependencies: 0,
    optionalDependencies: 0,
    totalDependencies: 0,
  },
});
