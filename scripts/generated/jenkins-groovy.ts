import type { InputTable } from '../../src/config/tables/input-row.ts';

// The step asks for it itself, to keep it with the build.
const OWN_INPUTS = ['record'];

/** Parameter and variable of every input that is no secret, as entries of a Groovy map. */
export function jenkinsInputs(table: InputTable): string {
  return Object.entries(table)
    .filter(
      ([name, { secret, githubOnly }]) =>
        secret !== true && githubOnly !== true && !OWN_INPUTS.includes(name),
    )
    .map(([name]) => entry(name))
    .join('\n');
}

/** Those of every token: their parameters take the id of a credential. Passwords come with their user. */
export function jenkinsTokens(table: InputTable): string {
  const names = Object.keys(table).filter((name) => isSecret(name, table) && !name.endsWith('-password'));
  return names.map(entry).join('\n');
}

/** The command that runs unless a build says another. */
export function jenkinsProgram(version: string): string {
  return `@Field final String PROGRAM = 'npx --yes openshift-promote@${version}'`;
}

function isSecret(name: string, table: InputTable): boolean {
  return table[name]?.secret === true;
}

function entry(name: string): string {
  const parameter = name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return `${parameter}: 'PROMOTE_${name.toUpperCase().replaceAll('-', '_')}',`;
}
