import type { OriginControls } from '../model/origin.ts';
import type { WriteOperation } from './database.ts';
import { allowanceCodes, ensurePackage } from './packages.ts';
import { recordChange } from './record-change.ts';
import type { PackageIdentity } from './store-version.ts';

export interface PutOriginControls {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  readonly controls: OriginControls;
  readonly now: number;
}

/** Of a package that is not there yet, too: it is an empty one from then on. What the repository keeps stays. */
export const putOriginControls: WriteOperation<PutOriginControls, void> = {
  name: 'put-origin-controls',
  async run(tx, { domainId, repositoryId, package: { format, key, name }, controls, now }) {
    const subject = await ensurePackage(tx, { repositoryId, format, key, name, controls, now });
    await tx
      .updateTable('packages')
      .set({ publish: allowanceCodes[controls.publish], upstream: allowanceCodes[controls.upstream] })
      .where('id', '=', subject.id)
      .execute();
    await recordChange(tx, { domainId, now, packages: [{ package: subject, format }], versions: [] });
  },
};
