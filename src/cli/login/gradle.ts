import { join } from 'node:path';
import { setProperty } from './edit/properties.ts';
import { entryName, isPlain, userName } from './endpoint.ts';
import type { Tool } from './tool.ts';

/** Gradle finds the credentials of a repository by its name; the repository itself belongs to the build. */
export const gradle: Tool = {
  name: 'gradle',
  format: 'maven',
  namespace: null,
  configure({ endpoint, token, user }) {
    const folder = user.variable('GRADLE_USER_HOME') ?? join(user.home, '.gradle');
    const values = { Url: endpoint, Username: userName, Password: token };
    const insecure = isPlain(endpoint) ? 'allowInsecureProtocol = true; ' : '';
    return {
      changes: [
        {
          path: join(folder, 'gradle.properties'),
          secret: true,
          apply: (text) =>
            Object.entries(values).reduce(
              (edited, [key, value]) => setProperty(edited, `${entryName}${key}`, value),
              text,
            ),
        },
      ],
      notes: [
        'In repositories { } of the build (settings.gradle, build.gradle, publishing), once:',
        `  maven { name = '${entryName}'; url = ${entryName}Url; ${insecure}credentials(PasswordCredentials) }`,
      ],
    };
  },
};
