import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { PromoteError, type Side } from '../../core/text/errors.ts';
import { looksLikeContent, quoteGiven, unreadableFile } from '../../core/text/given-text.ts';
import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { objectAt, objectsAt, textAt } from '../api/json-fields.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import type { RunCredentialProgram } from '../../core/ports/commands.ts';

/** The inputs that select a kubeconfig. */
export interface KubeconfigQuestion {
  readonly side: Side;
  /** one path, or several as $KUBECONFIG has them; undefined: $KUBECONFIG, then ~/.kube/config */
  readonly paths: string | undefined;
  /** undefined: the current context */
  readonly context: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** for users whose token an exec plugin provides */
  readonly run: RunCredentialProgram;
}

/** A named entry and the folder that its relative paths start from. */
export interface KubeEntry {
  readonly name: string;
  readonly fields: JsonObject;
  readonly folder: string;
}

/** The cluster and user of one context. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: KubeEntry;
  readonly user: KubeEntry;
}

const MAX_FILE_BYTES = 4 * 1024 * 1024;

/**
 * Reads and merges the files; the first file wins for each entry (openshift-api.md §1.7).
 * @throws PromoteError INPUT_INVALID for a file or entry that is missing or unreadable
 */
export async function readKubeContext(question: KubeconfigQuestion): Promise<KubeContext> {
  const { side, context } = question;
  const paths = pathsOf(question);
  const files = await Promise.all(
    paths.map(async (file) => ({
      folder: path.dirname(path.resolve(file)),
      content: await readContent(side, file),
    })),
  );
  const current = files
    .map(({ content }) => textAt(content, 'current-context'))
    .find((name) => name !== undefined);
  const name = context ?? current;
  if (name === undefined) {
    throw problem(side, `${paths.join(', ')} has no current context`, `set the input "${side}-context"`);
  }
  const find = (list: 'contexts' | 'clusters' | 'users', wanted: string): KubeEntry => {
    const key = list.slice(0, -1);
    for (const { folder, content } of files) {
      const entry = objectsAt(content, list).find((candidate) => textAt(candidate, 'name') === wanted);
      if (entry !== undefined) return { name: wanted, folder, fields: objectAt(entry, key) };
    }
    const known = files.flatMap(({ content }) =>
      objectsAt(content, list).map((entry) => textAt(entry, 'name')),
    );
    const names = known.filter((candidate) => candidate !== undefined).slice(0, 20);
    throw problem(
      side,
      `${paths.join(', ')} has no ${key} ${quoteGiven(wanted)}`,
      names.length === 0 ? `it has no ${list}` : `it has ${names.join(', ')}`,
    );
  };
  const chosen = find('contexts', name);
  return {
    name,
    cluster: find('clusters', textAt(chosen.fields, 'cluster') ?? ''),
    user: find('users', textAt(chosen.fields, 'user') ?? ''),
  };
}

function pathsOf({ side, paths, environment }: KubeconfigQuestion): readonly string[] {
  const given = paths ?? environment['KUBECONFIG'] ?? '';
  // before the text is split at colons
  if (looksLikeContent(given) && !existsSync(given)) {
    throw problem(side, unreadableFile(given, 'ENOENT'), 'write it to a file, and give the path of the file');
  }
  const list = given.split(path.delimiter).filter((entry) => entry !== '');
  return list.length === 0 ? [path.join(homedir(), '.kube', 'config')] : list;
}

async function readContent(side: Side, file: string): Promise<JsonObject> {
  const reading = await readYaml(await readSmallFile(side, file, MAX_FILE_BYTES));
  const hint = 'give the path of a kubeconfig, as oc login writes it';
  if (!reading.ok) throw problem(side, `${file} ${reading.problem.what}`, reading.problem.advice ?? hint);
  const [content] = reading.documents;
  if (isJsonObject(content) && reading.documents.length === 1) return content;
  throw problem(side, `${file} is not a kubeconfig`, hint);
}

/** @throws PromoteError INPUT_INVALID */
export async function readSmallFile(side: Side, file: string, maxBytes: number): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size <= maxBytes) return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw problem(side, unreadableFile(file, code), 'give the path of a file that this job may read');
  }
  throw problem(side, `${file} is too large for what it should hold`, 'give the path of another file');
}

/** Something about the kubeconfig of a side. */
export function problem(side: Side, what: string, hint: string): PromoteError {
  return new PromoteError({
    code: 'INPUT_INVALID',
    message: `the ${side} kubeconfig: ${what}`,
    hint,
    where: { side, phase: 'connect' },
  });
}
