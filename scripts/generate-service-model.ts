/**
 * Writes test/support/service-model.json from the model that the AWS CLI of `npm run clients` carries: what the constraint
 * tests hold the API to, whatever our own table says.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readServiceModel } from '../test/support/service-model.ts';

const model = readServiceModel();
if (model === null) throw new Error('The AWS CLI is not installed: npm run clients');
const target = fileURLToPath(new URL('../test/support/service-model.json', import.meta.url));
writeFileSync(target, `${JSON.stringify(model, null, 2)}\n`);
