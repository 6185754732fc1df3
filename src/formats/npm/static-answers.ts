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

/** `npm owner` asks for the user that it is to add or to remove. */
export const user = absent(
  'Packages have no owners here: policies of the domain and the repository say who may do what.',
);
