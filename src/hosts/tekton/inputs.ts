import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { readCommandInputs } from '../../core/command-inputs.ts';
import type { HostEnvironment } from '../../core/host.ts';
import type { HostInputs, InputShape, RawInputs } from '../../core/ports/inputs.ts';

/** Variables of the step that are no inputs. */
const OWN_VARIABLES = ['credentials', 'record-folder', 'results', 'result-names', 'task-run'];
/** Inputs that are read from a file themselves: what is in the workspace is handed on as a path. */
const READ_FROM_FILES = /-(?:ca|auth-file|kubeconfig|client-certificate)$/;

/**
 * Flags, then the environment of the step, then files of the workspace for credentials (`PROMOTE_CREDENTIALS`), which are called
 * as the inputs are: `source-token`, `destination-ca`. A workspace for the record (`PROMOTE_RECORD_FOLDER`) is where it goes.
 * @throws PromoteError INPUT_INVALID
 */
export function readRaw(environment: HostEnvironment, shapes: readonly InputShape[]): HostInputs {
  const inputs = readCommandInputs(environment, shapes, {
    secret: (variable) => `${nameOf(variable)} of the workspace "credentials"`,
    advice: (_, name) =>
      `bind the workspace "credentials" to a Secret that has the key ${name}: oc create secret generic promotion --from-file=${name}=FILE`,
  });
  const { PROMOTE_CREDENTIALS: credentials = '', PROMOTE_RECORD_FOLDER: record = '' } = environment.env;
  return {
    ...inputs,
    strays: inputs.strays.filter((name) => !OWN_VARIABLES.includes(name)),
    raw: {
      ...(record === '' || !has(shapes, 'record') ? {} : { record: path.join(record, 'promotion.html') }),
      ...(credentials === '' ? {} : readCredentials(credentials, shapes)),
      ...inputs.raw,
    },
  };
}

function readCredentials(folder: string, shapes: readonly InputShape[]): RawInputs {
  const found: Record<string, string> = {};
  for (const { name, secret } of shapes) {
    const file = path.join(folder, name);
    if (!existsSync(file)) continue;
    if (secret) found[`${name}-file`] = file;
    else found[name] = READ_FROM_FILES.test(name) ? file : readFileSync(file, 'utf8').trim();
  }
  return found;
}

function has(shapes: readonly InputShape[], wanted: string): boolean {
  return shapes.some(({ name }) => name === wanted);
}

function nameOf(variable: string): string {
  return variable
    .replace(/^PROMOTE_/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}
