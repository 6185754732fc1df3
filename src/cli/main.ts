import { explainFailure } from './explain-failure.ts';
import { createProgram } from './program.ts';

try {
  await createProgram().parseAsync();
} catch (error) {
  console.error(explainFailure(error));
  process.exit(1);
}
