import type { PackumentForm } from './packument.ts';
import { shortType } from './packument.ts';

/** The weight that an Accept header gives a media type by its own name; 0 where it does not name it. */
function weightOf(accept: string, type: string): number {
  for (const range of accept.split(',')) {
    const [name = '', ...parameters] = range.split(';');
    if (name.trim().toLowerCase() !== type) continue;
    const weight = parameters
      .map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1])
      .find((q) => q !== undefined);
    const value = weight === undefined ? 1 : Number(weight);
    return Number.isNaN(value) ? 1 : value;
  }
  return 0;
}

/** The abbreviated form only for who asks for it by name and does not like plain JSON better. */
export function negotiateForm(accept: string | undefined): PackumentForm {
  const header = accept?.slice(0, 4096) ?? '';
  const short = weightOf(header, shortType);
  return short > 0 && short >= weightOf(header, 'application/json') ? 'short' : 'full';
}
