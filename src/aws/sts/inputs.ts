import { integer, listOf, optional, structure, text } from '../query/readers.ts';

/** The types of the STS API reference. */
export const roleArn = text({ min: 20, max: 2048 });
export const sessionName = text({ min: 2, max: 64, pattern: /^[\w+=,.@-]*$/, shown: '[\\w+=,.@-]*' });
export const externalId = text({ min: 2, max: 1224, pattern: /^[\w+=,.@:/-]*$/, shown: '[\\w+=,.@:\\/-]*' });
export const roleSeconds = integer(900, 43_200);
export const tagKey = text({ min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u });
const tagValue = text({ max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u });
export const tags = listOf(structure({ Key: tagKey, Value: tagValue }), 50);

/** What bounds a session. */
export const bounds = {
  Policy: optional(text({ min: 1, max: 2048, pattern: /^[\t\n\r -\xff]+$/ })),
  PolicyArns: optional(listOf(structure({ arn: text({ min: 20, max: 2048 }) }), 10)),
};
