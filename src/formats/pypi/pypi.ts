import type { Format } from '../format.ts';
import { coreMetadataFile } from './core-metadata-file.ts';
import { type PypiFacts, parseFacts } from './facts.ts';
import { inspect } from './inspect.ts';
import { names, projectName } from './project-name.ts';
import { projectPage } from './project-page.ts';
import { readFile } from './read-files.ts';
import { readProjectPage, readRootPage } from './read-pages.ts';
import { renderError } from './render-error.ts';
import { rootPage } from './root-page.ts';
import { upload } from './upload.ts';
import { upstream } from './upstream.ts';
import { versions } from './versions.ts';

/** Python packages: the simple repository API (PEP 503, 691) and the upload form of the public index. */
export const pypi: Format<PypiFacts> = {
  id: 'pypi',
  names,
  versions,
  documents: [rootPage, projectPage, coreMetadataFile],
  routes: [
    { method: 'GET', path: '/simple', access: ['ReadFromRepository'], handle: readRootPage },
    {
      method: 'GET',
      path: '/simple/:project',
      access: ['ReadFromRepository'],
      subject: ({ project = '' }) => projectName(project),
      handle: readProjectPage,
    },
    {
      method: 'GET',
      path: '/simple/:project/:version/:file',
      access: ['ReadFromRepository'],
      subject: ({ project = '' }) => projectName(project),
      handle: readFile,
    },
    { method: 'POST', path: ['/', '/legacy'], access: ['PublishPackageVersion'], subject: 'in-body', handle: upload },
  ],
  upstream,
  parseFacts,
  describe: (_name, { facts: { name, about } }) => ({ displayName: name, ...about }),
  inspect,
  direct: null,
  defaultTag: null,
  renderError,
};
