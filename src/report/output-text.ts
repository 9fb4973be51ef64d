import type { OutputFormat } from '../core/command-flags.ts';
import { outputsOf } from './outputs.ts';
import { githubMatrix, gitlabMatrix, shardsOf } from './plan-matrix.ts';
import type { RunResult } from '../core/host.ts';

// These are JSON already and become part of the object.
const JSON_OUTPUTS = ['results', 'plan'];

/** The outputs that are not empty, for programs: one JSON object, `name=value` lines, or a plan as a matrix. Empty for a table, which the summary is. */
export function outputText(ending: RunResult, format: OutputFormat): string {
  const outputs = Object.entries(outputsOf(ending)).filter(([, value]) => value !== '');
  switch (format) {
    case 'table':
      return '';
    case 'plain':
      return outputs.map(([name, value]) => `${name}=${value}\n`).join('');
    case 'github-matrix':
    case 'gitlab-matrix': {
      const { plan, failure, shards = 1 } = ending;
      // a failure has no matrix: a job that goes by it must not start with half of one
      if (plan === undefined || failure !== undefined) return '';
      const parts = shardsOf(plan, shards);
      return format === 'github-matrix' ? githubMatrix(parts) : gitlabMatrix(parts);
    }
    case 'json': {
      const values = outputs.map(([name, value]): [string, unknown] => [
        name,
        JSON_OUTPUTS.includes(name) ? JSON.parse(value) : value,
      ]);
      return `${JSON.stringify(Object.fromEntries(values), undefined, 2)}\n`;
    }
  }
}
