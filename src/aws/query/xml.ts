const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as XML 1.0 can hold it: control characters have no form in it and become U+FFFD. */
const escapeText = (text: string): string =>
  text
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what has to go.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"]/g, (char) => entities[char] ?? char);

/** Elements by name, in order; values are text or further elements. */
export type XmlElements = readonly (readonly [name: string, content: string | XmlElements])[];

export const renderXml = (elements: XmlElements): string =>
  elements
    .map(([name, content]) => {
      const inner = typeof content === 'string' ? escapeText(content) : renderXml(content);
      return `<${name}>${inner}</${name.split(' ', 1)[0]}>`;
    })
    .join('');
