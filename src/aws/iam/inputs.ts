import { integer, listOf, optional, structure, text } from '../query/readers.ts';

const shownName = '[\\w+=,.@-]+';
const nameOf = (max: number) => text({ min: 1, max, pattern: /^[\w+=,.@-]+$/, shown: shownName });

/** The types of the IAM API reference. */
export const newUserName = nameOf(64);
export const userName = nameOf(128);
export const groupName = nameOf(128);
export const roleName = nameOf(64);
export const policyName = nameOf(128);
export const path = text({
  ...{ min: 1, max: 512, pattern: /^\/(?:[!-~]+\/)?$/ },
  shown: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)',
});
export const pathPrefix = text({ min: 1, max: 512, pattern: /^\/[!-\x7f]*$/, shown: '\\u002F[\\u0021-\\u007F]*' });
export const policyPath = text({
  ...{ min: 1, max: 512, pattern: /^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/ },
  shown: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/',
});
export const arn = text({ min: 20, max: 2048 });
export const accessKeyId = text({ min: 16, max: 128, pattern: /^\w+$/, shown: '[\\w]+' });
export const document = text({
  ...{ min: 1, max: 131_072, pattern: /^[\t\n\r -\xff]+$/ },
  shown: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
});
export const roleDescription = text({
  ...{ max: 1000, pattern: /^[\t\n\r -~\xa1-\xff]*$/ },
  shown: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
});
export const versionId = text({ pattern: /^v[1-9]\d{0,9}$/, shown: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' });
export const tagKey = text({
  ...{ min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u },
  shown: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+',
});
const tagValue = text({
  ...{ max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u },
  shown: '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
});
export const tagList = listOf(structure({ Key: tagKey, Value: tagValue }), 50);

/** Where a page begins and how long it is. */
export const page = {
  Marker: optional(text({ min: 1, max: 320, pattern: /^[ -\xff]+$/, shown: '[\\u0020-\\u00FF]+' })),
  MaxItems: optional(integer(1, 1000)),
};
