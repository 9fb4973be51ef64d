import { outputsOf } from '../../core/outputs.ts';
import type { Ending, Surroundings } from '../../core/ports/host.ts';
import { outputFormat } from './inputs.ts';

// These are JSON already and become part of the object.
const JSON_OUTPUTS = ['results', 'plan'];

/** Writes the outputs for programs to standard output: one JSON object, or `name=value` lines. */
export async function writeOutputs(ending: Ending, { argv, stdout }: Surroundings): Promise<void> {
  const outputs = Object.entries(outputsOf(ending)).filter(([, value]) => value !== '');
  const format = outputFormat(argv);
  switch (format) {
    case 'table':
      // for people: the summary says it
      return;
    case 'plain':
      stdout.write(outputs.map(([name, value]) => `${name}=${value}\n`).join(''));
      return;
    case 'json': {
      const values = outputs.map(([name, value]): [string, unknown] => [
        name,
        JSON_OUTPUTS.includes(name) ? JSON.parse(value) : value,
      ]);
      stdout.write(`${JSON.stringify(Object.fromEntries(values), undefined, 2)}\n`);
    }
  }
}
