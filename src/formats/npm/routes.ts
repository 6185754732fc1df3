import type { FormatRoute } from '../format.ts';
import { bulkAdvisories } from './audit.ts';
import type { NpmFacts } from './facts.ts';
import { logIn, whoAmI } from './login.ts';
import { packageOf } from './names.ts';
import { quickAudit } from './quick-audit.ts';
import { readAttestations, readManifest, readPackument, readTarballFile } from './read-package.ts';
import { search } from './search.ts';
import { signingKeys } from './signing-keys.ts';
import { collaborators, logOut, ping, user, visibility } from './static-answers.ts';
import { readTags, removeTag, writeTag } from './tag-routes.ts';
import { unpublishPackage, unpublishTarball, unpublishVersions } from './unpublish.ts';
import { writePackage } from './write-package.ts';

/** A package below `prefix`, in both spellings of a scoped name: '@s%2fp' is one segment, '@s/p' are two. */
const below = (prefix: string, rest: string): string[] => [
  `${prefix}/@:scope/:name${rest}`,
  `${prefix}/:package${rest}`,
];

const read = { access: ['ReadFromRepository'], subject: packageOf } as const;
const write = { access: ['PublishPackageVersion', 'PutPackageMetadata'], subject: packageOf } as const;
const tag = { access: ['PutPackageMetadata'], subject: packageOf } as const;
const remove = { access: ['DeletePackageVersions'], subject: packageOf } as const;
const ofRepository = { access: ['ReadFromRepository'] } as const;

const tarballs = [...below('', '/-/:file'), '/@:scope/:name/-/@:copy/:file', '/:package/-/@:copy/:file'];

/** Those below '/-' first: nothing else may take them for a package. */
export const routes: readonly FormatRoute<NpmFacts>[] = [
  { method: 'GET', path: '/-/ping', ...ofRepository, handle: ping },
  { method: 'GET', path: '/-/v1/search', ...ofRepository, handle: search },
  { method: 'GET', path: '/-/whoami', access: 'authenticated', handle: whoAmI },
  { method: 'GET', path: '/-/user/:user', ...ofRepository, handle: user },
  { method: 'PUT', path: '/-/user/:user', access: 'anonymous', handle: logIn },
  { method: 'DELETE', path: '/-/user/token/:token', access: 'authenticated', handle: logOut },
  { method: 'GET', path: below('/-/package', '/dist-tags'), ...read, handle: readTags },
  { method: 'PUT', path: below('/-/package', '/dist-tags/:tag'), ...tag, handle: writeTag },
  { method: 'POST', path: below('/-/package', '/dist-tags/:tag'), ...tag, handle: writeTag },
  { method: 'DELETE', path: below('/-/package', '/dist-tags/:tag'), ...tag, handle: removeTag },
  {
    method: 'GET',
    path: [...below('/-/package', '/visibility'), ...below('/-/package', '/access')],
    ...read,
    handle: visibility,
  },
  { method: 'GET', path: below('/-/package', '/collaborators'), ...read, handle: collaborators },
  { method: 'GET', path: '/-/npm/v1/keys', ...ofRepository, handle: signingKeys },
  { method: 'GET', path: '/-/npm/v1/attestations/*subject', ...ofRepository, handle: readAttestations },
  { method: 'POST', path: '/-/npm/v1/security/advisories/bulk', ...ofRepository, handle: bulkAdvisories },
  {
    method: 'POST',
    path: ['/-/npm/v1/security/audits/quick', '/-/npm/v1/security/audits'],
    ...ofRepository,
    handle: quickAudit,
  },
  { method: 'GET', path: tarballs, ...read, handle: readTarballFile },
  { method: 'DELETE', path: tarballs.map((path) => `${path}/-rev/:rev`), ...remove, handle: unpublishTarball },
  { method: 'PUT', path: below('', '/-rev/:rev'), ...remove, handle: unpublishVersions },
  { method: 'DELETE', path: below('', '/-rev/:rev'), ...remove, handle: unpublishPackage },
  { method: 'GET', path: below('', ''), ...read, handle: readPackument },
  { method: 'GET', path: below('', '/:version'), ...read, handle: readManifest },
  { method: 'PUT', path: below('', ''), ...write, handle: writePackage },
];
