import type { AttachedPermissionsBoundary, Group, Role, Tag, User } from '@aws-sdk/client-iam';
import type { StoredEntity } from '../../metadata/iam-entities.ts';
import type { ResourceTag } from '../../metadata/resource-tags.ts';

/** Documents in answers are percent-encoded (RFC 3986). */
export const encodeDocument = (document: string): string =>
  encodeURIComponent(document).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export const tagViews = (tags: readonly ResourceTag[]): Tag[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));

const boundaryView = ({ boundaryArn }: StoredEntity): { PermissionsBoundary?: AttachedPermissionsBoundary } =>
  boundaryArn === null
    ? {}
    : {
        // The API reference calls it 'PermissionsBoundaryPolicy'; the service answers 'Policy'.
        PermissionsBoundary: {
          PermissionsBoundaryType: 'Policy' as 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: boundaryArn,
        },
      };

/** Lists leave boundaries and tags out (IAM API reference, ListUsers). */
export const userSummary = ({ path, name, uniqueId, arn, createdAt }: StoredEntity): User => ({
  Path: path,
  UserName: name,
  UserId: uniqueId,
  Arn: arn,
  CreateDate: createdAt,
});

const tagsView = (tags: readonly ResourceTag[]): { Tags?: Tag[] } =>
  tags.length === 0 ? {} : { Tags: tagViews(tags) };

export const userView = (user: StoredEntity, tags: readonly ResourceTag[]): User => ({
  ...userSummary(user),
  ...boundaryView(user),
  ...tagsView(tags),
});

export const groupView = ({ path, name, uniqueId, arn, createdAt }: StoredEntity): Group => ({
  Path: path,
  GroupName: name,
  GroupId: uniqueId,
  Arn: arn,
  CreateDate: createdAt,
});

export const roleSummary = (role: StoredEntity): Role => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.uniqueId,
  Arn: role.arn,
  CreateDate: role.createdAt,
  AssumeRolePolicyDocument: encodeDocument(role.trustPolicy ?? ''),
  ...(role.description !== null && { Description: role.description }),
  ...(role.maxSessionSeconds !== null && { MaxSessionDuration: role.maxSessionSeconds }),
});

export const roleView = (role: StoredEntity, tags: readonly ResourceTag[]): Role => ({
  ...roleSummary(role),
  ...boundaryView(role),
  ...tagsView(tags),
});
