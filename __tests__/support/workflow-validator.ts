import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { load } from 'js-yaml';
import { TextDocument } from 'vscode-languageserver-textdocument';

// The library imports JSON in a way that only bundlers understand.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { validate } = await import('@actions/languageservice');

interface ActionFile {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;
}
const fileOf = (name: string): string =>
  readFileSync(path.resolve(import.meta.dirname, '../..', name), 'utf8');
const own = load(fileOf('action.yml')) as ActionFile;

/** How actions of other people are taken: their inputs are not known here. */
const UNKNOWN_INPUTS = { name: 'of others', description: '' };

let documents = 0;

/**
 * What GitHub's own language service has against a workflow or an `action.yml`, as `line: sentence`. Steps that use this
 * project's action are held to its inputs, jobs that call its workflow to that.
 * @param name `action.yml`, or else it is a workflow
 */
export async function workflowProblems(name: string, text: string): Promise<readonly string[]> {
  // the service remembers by address
  documents += 1;
  const folder = name.endsWith('action.yml') ? documents : `${documents}/.github/workflows`;
  const uri = `file:///${folder}/${path.posix.basename(name)}`;
  const found = await validate(TextDocument.create(uri, 'yaml', 1, text), {
    actionsMetadataProvider: {
      fetchActionMetadata: (action) =>
        Promise.resolve(action.name === 'openshift-promote' ? own : UNKNOWN_INPUTS),
    },
    fileProvider: {
      getFileContent: (reference) =>
        Promise.resolve({ name: reference.path, content: fileOf(reference.path) }),
    },
  });
  return found.map(
    ({ range, message }) =>
      `${range.start.line + 1}: ${typeof message === 'string' ? message : message.value}`,
  );
}
