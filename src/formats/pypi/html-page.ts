const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in an element or a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** What comes before and after the anchors of a page of the simple index. */
export const htmlHead = (title: string, apiVersion: string): string =>
  `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<meta name="pypi:repository-version" content="${apiVersion}">\n` +
  `<title>${escapeHtml(title)}</title>\n</head>\n<body>\n`;
export const htmlFoot = '\n</body>\n</html>\n';

export const htmlPage = (title: string, apiVersion: string, body: string): string =>
  `${htmlHead(title, apiVersion)}${body}${htmlFoot}`;
