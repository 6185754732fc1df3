/** The forms of a simple index page: also the variants of its documents. */
export type PageForm = 'json' | 'html' | 'text';

export const contentTypes: Readonly<Record<PageForm, string>> = {
  json: 'application/vnd.pypi.simple.v1+json',
  html: 'application/vnd.pypi.simple.v1+html',
  text: 'text/html; charset=utf-8',
};

/** In order of preference. */
const offers: readonly { readonly form: PageForm; readonly types: readonly string[] }[] = [
  { form: 'json', types: ['application/vnd.pypi.simple.v1+json', 'application/vnd.pypi.simple.latest+json'] },
  { form: 'html', types: ['application/vnd.pypi.simple.v1+html', 'application/vnd.pypi.simple.latest+html'] },
  { form: 'text', types: ['text/html'] },
];

/**
 * The form to answer in (PEP 691): `format`, the query parameter of that name, goes before the Accept header; a
 * wildcard gets HTML, as a browser would want. null: none that the client takes (406).
 */
export function choosePageForm(accept: string | undefined, format: string | null): PageForm | null {
  if (format !== null) return offers.find(({ types }) => types.includes(format.toLowerCase()))?.form ?? null;
  if (accept === undefined || accept.trim() === '') return 'text';
  const ranges = readRanges(accept);
  let best: { form: PageForm; quality: number } | null = null;
  for (const { form, types } of offers) {
    const quality = Math.max(...types.map((type) => ranges.get(type) ?? 0));
    if (quality > (best?.quality ?? 0)) best = { form, quality };
  }
  const excluded = ranges.get('text/html') === 0;
  const wildcard = excluded ? 0 : Math.max(ranges.get('text/*') ?? 0, ranges.get('*/*') ?? 0);
  return wildcard > (best?.quality ?? 0) ? 'text' : (best?.form ?? null);
}

/** Quality by media range; parameters other than `q` are ignored. */
function readRanges(accept: string): ReadonlyMap<string, number> {
  const ranges = new Map<string, number>();
  for (const part of accept.slice(0, 2000).split(',')) {
    const [range = '', ...parameters] = part
      .toLowerCase()
      .split(';')
      .map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
    const quality = Number(weight);
    ranges.set(range, Number.isFinite(quality) ? Math.min(Math.max(quality, 0), 1) : 0);
  }
  return ranges;
}
