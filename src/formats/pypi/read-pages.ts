import type { FormatRequest, FormatResponse, RepositoryPort } from '../format.ts';
import type { PypiFacts } from './facts.ts';
import { choosePageForm, contentTypes } from './media-type.ts';
import { projectName } from './project-name.ts';
import { projectPage } from './project-page.ts';
import { rootPage } from './root-page.ts';

type Port = RepositoryPort<PypiFacts>;

/** GET simple/ */
export async function readRootPage(request: FormatRequest, port: Port): Promise<FormatResponse> {
  if (!request.path.endsWith('/')) return redirect(request, port, 'simple/');
  const form = choosePageForm(request.headers['accept'], request.query.get('format'));
  return form === null ? notAcceptable() : { body: await port.readDocument(rootPage, null, form) };
}

/** GET simple/<project>/: another spelling of the name, or no '/' at its end, is sent to the page itself (PEP 503). */
export async function readProjectPage(request: FormatRequest, port: Port): Promise<FormatResponse> {
  const subject = projectName(request.params['project'] ?? '');
  const path = `simple/${encodeURIComponent(subject.name)}/`;
  if (request.path !== path) return redirect(request, port, path);
  const form = choosePageForm(request.headers['accept'], request.query.get('format'));
  return form === null ? notAcceptable() : { body: await port.readDocument(projectPage, subject, form) };
}

function redirect({ query }: FormatRequest, port: Port, path: string): FormatResponse {
  const to = new URL(path, port.base);
  to.search = query.toString();
  return { status: 301, headers: { location: to.href, vary: 'accept' }, body: null };
}

const notAcceptable = (): FormatResponse => ({
  status: 406,
  headers: { 'content-type': 'text/plain; charset=utf-8', vary: 'accept' },
  body: `Ask for one of: ${Object.values(contentTypes).join(', ')}.\n`,
});
