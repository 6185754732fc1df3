import { join } from 'node:path';
import { setXmlChild, type XmlChild } from './edit/edit-xml.ts';
import { childOf, escapeXml, type XmlElement, xmlTextOf } from './edit/xml.ts';
import { entryName, userName } from './endpoint.ts';
import type { Tool } from './tool.ts';

const skeleton = `<settings xmlns="http://maven.apache.org/SETTINGS/1.0.0">
</settings>
`;

function hasOwnId(element: XmlElement, text: string): boolean {
  const id = childOf(element, 'id');
  return id !== null && xmlTextOf(text, id) === entryName;
}

const child = (path: string, name: string, values: Readonly<Record<string, string>>): XmlChild => ({
  path: [path],
  lines: [
    `<${name}>`,
    ...Object.entries(values).map(([key, value]) => `  <${key}>${escapeXml(value)}</${key}>`),
    `</${name}>`,
  ],
  isOwn: hasOwnId,
});

/** A mirror of everything, so that what Maven looks for comes from the repository, plugins too. */
export const mvn: Tool = {
  name: 'mvn',
  format: 'maven',
  namespace: null,
  configure({ endpoint, token, user }) {
    const server = child('servers', 'server', { id: entryName, username: userName, password: token });
    const mirror = child('mirrors', 'mirror', { id: entryName, url: endpoint, mirrorOf: '*' });
    return {
      changes: [
        {
          path: join(user.home, '.m2', 'settings.xml'),
          secret: true,
          apply: (text) => setXmlChild(setXmlChild(text, skeleton, server), skeleton, mirror),
        },
      ],
      notes: [`Publish with: mvn deploy -DaltDeploymentRepository=${entryName}::${endpoint}`],
    };
  },
};
