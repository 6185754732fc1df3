import { invalid } from '../../kernel/errors.ts';

const characters = '[\\p{L}\\p{N}~!@^&()\\-`_+[\\]{};,.]+';
const pattern = new RegExp(`^${characters}(?: ${characters})*$`, 'u');

/** AWS: "Generic packages", asset names: letters and numbers of any script, ~!@^&()-`_+[]{};,. and single inner spaces. */
export function checkAssetName(name: string): void {
  if ([...name].length > 255) throw invalid('The asset name is longer than 255 characters.');
  if (name === '.' || name === '..' || !pattern.test(name))
    throw invalid(
      `'${name}' cannot be the name of an asset: use letters, numbers, ~!@^&()-\`_+[]{};,. and single spaces between them.`,
    );
}
