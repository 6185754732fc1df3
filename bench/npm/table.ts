/** A figure of Coffer beside that of a peer, and what it is held to. */
export interface Comparison {
  readonly value: string;
  readonly ratio: number;
  readonly target: { readonly atLeast: number } | { readonly atMost: number } | null;
}

export interface Row {
  readonly work: string;
  readonly coffer: string;
  readonly verdaccio: Comparison | null;
  readonly nginx: Comparison | null;
}

const digits = (ratio: number): string => (ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2));

function cells(comparison: Comparison | null): string[] {
  if (comparison === null) return ['–', '–'];
  const { value, ratio, target } = comparison;
  if (target === null) return [value, `${digits(ratio)}×`];
  const met = 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost;
  const held = 'atLeast' in target ? `≥ ${target.atLeast}×` : `≤ ${target.atMost}×`;
  return [value, `${digits(ratio)}× (${held}${met ? '' : ': missed'})`];
}

const line = (cellsOfRow: readonly string[]): string => `| ${cellsOfRow.join(' | ')} |`;

/** As Markdown, for bench/README.md. */
export const tableHead = [
  line(['Work', 'Coffer', 'Verdaccio', 'ratio', 'nginx', 'ratio']),
  line(Array.from({ length: 6 }, () => '---')),
].join('\n');

export const renderRow = ({ work, coffer, verdaccio, nginx }: Row): string =>
  line([work, coffer, ...cells(verdaccio), ...cells(nginx)]);
