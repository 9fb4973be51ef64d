import type { InputTable } from '../../src/config/tables/input-row.ts';

// The step sets the path of the record itself, to archive it with the build.
const OWN_INPUTS = ['record'];

/** Parameter and environment variable of every input that is not a secret, as entries of a Groovy map. */
export function jenkinsInputs(table: InputTable): string {
  return Object.entries(table)
    .filter(
      ([name, { secret, githubOnly }]) =>
        secret !== true && githubOnly !== true && !OWN_INPUTS.includes(name),
    )
    .map(([name]) => entry(name))
    .join('\n');
}

/** The same for tokens, whose parameters take the ID of a credential. Passwords are part of a user's credential. */
export function jenkinsTokens(table: InputTable): string {
  const names = Object.keys(table).filter((name) => isSecret(name, table) && !name.endsWith('-password'));
  return names.map(entry).join('\n');
}

/** The command that the step runs by default. */
export function jenkinsProgram(version: string): string {
  return `@Field final String PROGRAM = 'npx --yes openshift-promote@${version}'`;
}

function isSecret(name: string, table: InputTable): boolean {
  const row = table[name];
  return row?.secret === true && row.githubOnly !== true;
}

function entry(name: string): string {
  const parameter = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${parameter}: 'PROMOTE_${name.toUpperCase().replaceAll('-', '_')}',`;
}
