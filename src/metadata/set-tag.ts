import { controlsOfFirstIngest } from '../model/origin.ts';
import type { WriteOperation } from './database.ts';
import { ensurePackage } from './packages.ts';
import { putTags } from './put-tags.ts';
import { recordChange } from './record-change.ts';
import type { PackageIdentity } from './store-version.ts';

export interface SetTag {
  readonly domainId: number;
  readonly repositoryId: number;
  readonly package: PackageIdentity;
  readonly tag: string;
  /** `versions.key`; null removes the tag. */
  readonly versionKey: string | null;
  readonly now: number;
}

/** Tags are the repository's own: tagging an upstream's version makes an empty package record here. */
export const setTag: WriteOperation<SetTag, void> = {
  name: 'set-tag',
  async run(tx, { domainId, repositoryId, package: { format, key, name }, tag, versionKey, now }) {
    const subject = await ensurePackage(tx, { repositoryId, format, key, name, controls: controlsOfFirstIngest, now });
    if (versionKey === null)
      await tx.deleteFrom('package_tags').where('package_id', '=', subject.id).where('tag', '=', tag).execute();
    else await putTags(tx, subject.id, versionKey, [tag]);
    await recordChange(tx, { domainId, now, packages: [{ package: subject, format }], versions: [] });
  },
};
