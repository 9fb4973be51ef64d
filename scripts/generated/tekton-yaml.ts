import type { InputRow, InputTable } from '../../src/config/tables/input-row.ts';
import { allowedText, defaultText } from './input-words.ts';
import { quote } from './yaml-text.ts';

// A workspace holds the record.
const OWN_INPUTS = ['record'];
// Either they may exceed the size limit of all results of a Task and are in the record anyway, or they are paths in a pod that is gone.
const OWN_OUTPUTS = /^(?:results|plan|record)$|-kubeconfig$/;

type Outputs = Readonly<Record<string, { readonly description: string }>>;

/** The entries below `params:` of the Task, without secrets: params are stored with every run. */
export function tektonParams(table: InputTable): string {
  return rowsOf(table)
    .map(([name, row]) => {
      const allowed = allowedText(row);
      const description = allowed === '' ? row.description : `${row.description} ${allowed}`;
      return [
        `- name: ${name}`,
        '  type: string',
        // Tekton replaces no $(…) in descriptions
        `  description: ${quote(description)}`,
        `  default: ${quote(defaultText(row) ?? '')}`,
      ].join('\n');
    })
    .join('\n');
}

/** The entries below `results:` of the Task. */
export function tektonResults(table: Outputs): string {
  return resultsOf(table)
    .map((name) => `- name: ${name}\n  description: ${quote(table[name]?.description ?? '')}`)
    .join('\n');
}

/** The environment variables of the step. Params reach the program unchanged, without passing through a shell. */
export function tektonVariables(inputs: InputTable, outputs: Outputs): string {
  const names = resultsOf(outputs);
  return [
    ...rowsOf(inputs).map(
      ([name]) => `- name: PROMOTE_${name.toUpperCase().replaceAll('-', '_')}\n  value: $(params.${name})`,
    ),
    `- name: PROMOTE_RESULTS\n  value: $(results.${names[0] ?? ''}.path)`,
    `- name: PROMOTE_RESULT_NAMES\n  value: ${names.join(' ')}`,
  ].join('\n');
}

function rowsOf(table: InputTable): readonly (readonly [string, InputRow])[] {
  return Object.entries(table).filter(
    ([name, { secret, githubOnly }]) => secret !== true && githubOnly !== true && !OWN_INPUTS.includes(name),
  );
}

function resultsOf(table: Outputs): readonly string[] {
  return Object.keys(table).filter((name) => !OWN_OUTPUTS.test(name));
}
