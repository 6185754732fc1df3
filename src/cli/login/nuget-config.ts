import { setXmlChild } from './edit/edit-xml.ts';
import { childOf, escapeXml, readXml } from './edit/xml.ts';
import { isPlain, userName } from './endpoint.ts';
import type { Configuration, Login } from './tool.ts';

const skeleton = `<?xml version="1.0" encoding="utf-8"?>
<configuration>
</configuration>
`;

/** .NET's XmlConvert.EncodeLocalName, of ASCII: what may not stand in the name of an element becomes `_xHHHH_`. */
function elementName(source: string): string {
  const encoded = (char: string): string => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  return source.replace(/^[^A-Za-z_]|[^A-Za-z0-9._-]|_(?=x[0-9A-Fa-f]{4}_)/g, encoded);
}

/** The name that the source has already, if its address is there. */
function sourceName(text: string, index: string, name: string): string {
  const root = readXml(text);
  const sources = root && childOf(root, 'packageSources');
  const present = sources?.children.find(({ attributes }) => attributes.get('value') === index);
  return present?.attributes.get('key') ?? name;
}

/** Sets a source and its credentials in a `NuGet.Config`. Only Windows could keep the password otherwise than as clear text. */
export function nugetConfiguration(path: string, { endpoint, token, domain, repository }: Login): Configuration {
  const index = new URL('v3/index.json', endpoint).href;
  const insecure = isPlain(endpoint) ? ' allowInsecureConnections="true"' : '';
  const apply = (text: string): string => {
    const name = sourceName(text, index, `${domain}/${repository}`);
    const element = elementName(name);
    const source = {
      path: ['packageSources'],
      lines: [`<add key="${escapeXml(name)}" value="${escapeXml(index)}" protocolVersion="3"${insecure} />`],
      isOwn: ({ attributes }: { attributes: ReadonlyMap<string, string> }) => attributes.get('key') === name,
    };
    const credentials = {
      path: ['packageSourceCredentials'],
      lines: [
        `<${element}>`,
        `  <add key="Username" value="${userName}" />`,
        `  <add key="ClearTextPassword" value="${escapeXml(token)}" />`,
        `</${element}>`,
      ],
      isOwn: (found: { name: string }) => found.name === element,
    };
    return setXmlChild(setXmlChild(text, skeleton, source), skeleton, credentials);
  };
  return { changes: [{ path, secret: true, apply }], notes: [] };
}
