import { globSync, readFileSync } from 'node:fs';
import { clientsFolder } from './clients/find-client.ts';

/** What botocore's model of the service names. */
export interface ModelledNames {
  readonly operations: readonly string[];
  readonly exceptions: readonly string[];
  /** Operation to the member that its pages are made of. */
  readonly paginators: Readonly<Record<string, string>>;
}

const folder = 'lib/python*/site-packages/awscli/botocore/data/codeartifact/2018-09-22';

/** As the AWS CLI of `npm run clients` carries it; null where that is not installed. */
export function readModelledNames(): ModelledNames | null {
  const read = (file: string): unknown => {
    const [path] = globSync(`${folder}/${file}`, { cwd: clientsFolder });
    return path === undefined ? null : JSON.parse(readFileSync(`${clientsFolder}/${path}`, 'utf8'));
  };
  const service = read('service-2.json') as {
    readonly operations: Readonly<Record<string, unknown>>;
    readonly shapes: Readonly<Record<string, { readonly exception?: boolean }>>;
  } | null;
  const pages = read('paginators-1.json') as {
    readonly pagination: Readonly<Record<string, { readonly result_key: string }>>;
  } | null;
  if (service === null || pages === null) return null;
  const exceptions = Object.entries(service.shapes).filter(([, { exception }]) => exception === true);
  return {
    operations: Object.keys(service.operations).sort(),
    exceptions: exceptions.map(([name]) => name).sort(),
    paginators: Object.fromEntries(
      Object.entries(pages.pagination).map(([name, { result_key }]) => [name, result_key]),
    ),
  };
}
