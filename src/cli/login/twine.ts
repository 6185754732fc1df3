import { join } from 'node:path';
import { readPythonIni, setPythonIni } from './edit/python-ini.ts';
import { userName } from './endpoint.ts';
import type { Tool } from './tool.ts';

/** As `aws codeartifact login` calls it, so that scripts go on with `twine upload -r codeartifact`. */
const server = 'codeartifact';

function withServer(text: string): string {
  const present = readPythonIni(text, 'distutils', 'index-servers');
  // What twine knows where there is no list.
  const names = present === null ? ['pypi', 'testpypi'] : present.split(/\s+/).filter((name) => name !== '');
  if (names.includes(server)) return text;
  return setPythonIni(text, 'distutils', { 'index-servers': ['', ...names, server].join('\n') });
}

export const twine: Tool = {
  name: 'twine',
  format: 'pypi',
  namespace: null,
  configure: ({ endpoint, token, user }) => ({
    changes: [
      {
        path: join(user.home, '.pypirc'),
        secret: true,
        apply: (text) =>
          setPythonIni(withServer(text), server, { repository: endpoint, username: userName, password: token }),
      },
    ],
    notes: [`Publish with: twine upload --repository ${server} dist/*`],
  }),
};
