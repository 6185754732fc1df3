import { renderXml, type XmlElements } from './xml.ts';

const time = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

function content(value: unknown): string | XmlElements {
  if (value instanceof Date) return time(value);
  if (value instanceof Map) return [...value].map(([key, of]) => ['entry', elements({ key, value: of })] as const);
  if (Array.isArray(value)) return value.map((item: unknown) => ['member', content(item)] as const);
  if (typeof value === 'object' && value !== null) return elements(value);
  return String(value);
}

/** Members that are absent leave no element. */
function elements(members: object): XmlElements {
  return Object.entries(members).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, content(value)] as const],
  );
}

/**
 * The answer of an action in the Query protocol: lists of `member`, times to the second, maps as `entry` (of a Map).
 * null: the action answers nothing.
 */
export const renderResult = (action: string, result: object | null, xmlns: string, requestId: string): string =>
  renderXml([
    [
      `${action}Response xmlns="${xmlns}"`,
      [
        ...(result === null ? [] : [[`${action}Result`, elements(result)] as const]),
        ['ResponseMetadata', [['RequestId', requestId]]],
      ],
    ],
  ]);
