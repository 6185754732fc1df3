import { argumentsOf } from './credentials/protocols.ts';
import { explainFailure } from './explain-failure.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync(argumentsOf(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  console.error(explainFailure(error));
  process.exit(1);
}
