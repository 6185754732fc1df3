import { RegistryError } from '../kernel/errors.ts';
import type { PackageName } from '../model/package.ts';
import { type Place, type RegistryDeps, whereOf } from './place.ts';

/** NotFound that names, beside what is missing, who keeps versions of the package out. */
export async function explained(
  deps: RegistryDeps,
  place: Place,
  name: PackageName,
  missing: RegistryError,
): Promise<RegistryError> {
  const reason = await deps.upstreams.explainAbsence(whereOf(place), name);
  const { code, message, resource } = missing;
  if (reason === null || resource === null) return missing;
  return new RegistryError(code, `${message} ${reason}`, { resource });
}
