import { type DeleteObstacle, deleteEntity } from '../../metadata/iam-delete-entity.ts';
import type { StoredEntity } from '../../metadata/iam-entities.ts';
import type { QueryCall } from '../query/action.ts';
import { deleteConflict, noSuch } from './errors.ts';

const inTheWay: Record<DeleteObstacle, string> = {
  'access-keys': 'must delete access keys first',
  'inline-policies': 'must delete policies first',
  'attached-policies': 'must detach all policies first',
  groups: 'must remove user from all groups first',
  members: 'must remove users from group first',
};

/** Deletes a user, group or role that has nothing any more. DeleteConflict says what has to go first. */
export async function removeEntity(call: QueryCall, { id, kind, name }: StoredEntity): Promise<null> {
  const outcome = await call.write(deleteEntity, { id });
  if (outcome === 'not-found') throw noSuch(kind, name);
  if (outcome !== 'deleted') throw deleteConflict(`Cannot delete entity, ${inTheWay[outcome]}.`);
  return null;
}
