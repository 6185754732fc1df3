/** Letters of other alphabets, in lower case, each before the Latin letter that it is taken for (after UTS #39). */
const pairs = [
  // Cyrillic; those after the bar look alike as capitals.
  'аa сc ԁd еe һh іi јj ӏl оo рp ԛq ѕs ԝw хx уy ѵv | вb кk мm нh тt',
  // Greek.
  'αa γy ηn ιi κk νv οo ρp υu χx ωw ϲc ϳj | βb εe ζz μu τt',
  // Armenian, and Latin letters that have no decomposition.
  'ցg հh ոn օo սu | ɑa ɡg ıi ɩi łl øo đd ħh',
];

const latinOf = new Map(
  pairs
    .flatMap((line) => line.split(' '))
    .filter((pair) => pair !== '|')
    .map((pair) => [...pair] as [string, string]),
);

const isWord = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);

/** One character for one, so that what begins with a text still does after both are folded. */
function foldOne(char: string): string {
  const plain = [
    ...char
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[\u0300-\u036f]/g, ''),
  ];
  const [only] = plain;
  if (only === undefined || plain.length > 1 || isWord(only) !== isWord(char)) return char;
  return latinOf.get(only) ?? only;
}

const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

/**
 * What names that a reader mixes up have in common: without case and accents, runs of '-', '.' and '_' as one '-', and
 * letters of other alphabets as the Latin ones that they look like. Kept in the metadata store: a change needs a
 * migration that makes it anew.
 */
export function foldLookAlikes(text: string): string {
  const folded = isAscii(text)
    ? text.toLowerCase()
    : Array.from(text.replace(/[\u0300-\u036f]/g, ''), foldOne)
        .join('')
        .replace(/[\u2010-\u2015\u2212]/g, '-');
  return folded.replace(/[-._]+/g, '-');
}
