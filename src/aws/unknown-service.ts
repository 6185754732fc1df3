import type { ApiResponse } from '../api/api.ts';
import type { Protocol } from './asked-service.ts';
import { cborOfTexts } from './cbor-of-texts.ts';
import { renderQueryError } from './query/errors.ts';
import { renderXml } from './query/xml.ts';

/** Where the name in the environment variable is not the signing name (AWS: "Service-specific endpoints"). */
const serviceIds: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'CLOUDWATCH'],
  ['logs', 'CLOUDWATCH_LOGS'],
  ['events', 'EVENTBRIDGE'],
  ['email', 'SES'],
  ['ses', 'SES'],
  ['states', 'SFN'],
  ['elasticfilesystem', 'EFS'],
  ['elasticloadbalancing', 'ELASTIC_LOAD_BALANCING_V2'],
  ['secretsmanager', 'SECRETS_MANAGER'],
  ['s3express', 'S3'],
]);

const variableFor = (service: string): string =>
  `AWS_ENDPOINT_URL_${serviceIds.get(service) ?? service.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`;

const messageFor = (service: string | null): string =>
  service === null
    ? 'This endpoint serves the AWS services codeartifact, iam and sts, and this request is for neither.'
    : `This endpoint serves the AWS services codeartifact, iam and sts, not '${service}'. Set ${variableFor(service)} to the ` +
      'endpoint of that service; it wins over AWS_ENDPOINT_URL.';

/** Says so in the protocol of the service that was asked for. */
export function unknownService(service: string | null, protocol: Protocol, requestId: string): ApiResponse {
  const message = messageFor(service);
  const type = 'UnknownOperationException';
  switch (protocol) {
    case 'query':
      return renderQueryError({ status: 404, code: 'InvalidAction', message }, 'https://coffer.invalid/', requestId);
    case 'xml': {
      const error = [
        ['Code', 'NotImplemented'],
        ['Message', message],
        ['RequestId', requestId],
      ] as const;
      return { status: 501, headers: { 'content-type': 'application/xml' }, body: renderXml([['Error', error]]) };
    }
    case 'cbor':
      return {
        status: 404,
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: cborOfTexts({ __type: type, message }),
      };
    default: {
      const contentType = protocol === 'json' ? 'application/x-amz-json-1.1' : 'application/json';
      return {
        status: 404,
        headers: { 'content-type': contentType, 'x-amzn-errortype': type },
        body: JSON.stringify({ __type: type, message }),
      };
    }
  }
}
