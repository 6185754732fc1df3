import type { RepositoryDocument, RepositoryView } from '../format.ts';
import type { PypiFacts } from './facts.ts';
import { escapeHtml, htmlFoot, htmlHead } from './html-page.ts';
import { contentTypes, type PageForm } from './media-type.ts';

/** All projects of a repository, each under its normal name (PEP 503, 691). */
export const rootPage: RepositoryDocument<PypiFacts> = {
  key: 'root',
  of: 'repository',
  render(view, { variant }) {
    const form = variant as PageForm;
    const body = form === 'json' ? renderJson(view) : renderHtml(view);
    return { contentType: contentTypes[form], headers: { vary: 'accept, accept-encoding' }, body };
  },
};

async function* renderJson(view: RepositoryView<PypiFacts>): AsyncGenerator<string> {
  yield '{"meta":{"api-version":"1.3"},"projects":[';
  let separator = '';
  for await (const { name } of view.lines()) {
    yield `${separator}{"name":${JSON.stringify(name.name)}}`;
    separator = ',';
  }
  yield ']}';
}

async function* renderHtml(view: RepositoryView<PypiFacts>): AsyncGenerator<string> {
  yield htmlHead('Simple index', '1.3');
  for await (const { name } of view.lines())
    yield `<a href="${encodeURIComponent(name.name)}/">${escapeHtml(name.name)}</a><br>\n`;
  yield htmlFoot;
}
