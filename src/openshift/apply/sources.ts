import type { ManifestSource } from '../../core/ports/apply.ts';
import type { JsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { textAt } from '../api/json-fields.ts';
import { readDocuments } from './documents.ts';
import { inputProblem } from './input-problem.ts';

/** The text behind a URL; bounded, and without any credentials of the cluster. */
export type ReadUrl = (url: string, signal: AbortSignal) => Promise<string>;

/** The objects of one source. @throws PromoteError INPUT_INVALID, CONNECTION_FAILED, … */
export async function readSource(
  api: Api,
  readUrl: ReadUrl,
  source: ManifestSource,
  signal: AbortSignal,
): Promise<readonly JsonObject[]> {
  switch (source.kind) {
    case 'text':
      return readDocuments(source.name, source.text);
    case 'url':
      return readDocuments(source.url, await readUrl(source.url, signal));
    case 'stored':
      return [await readStored(api, source, signal)];
  }
}

/** The one template of a source. @throws PromoteError INPUT_INVALID */
export async function readTemplate(
  api: Api,
  readUrl: ReadUrl,
  source: ManifestSource,
  signal: AbortSignal,
): Promise<JsonObject> {
  const [template, ...others] = await readSource(api, readUrl, source, signal);
  const kind = textAt(template, 'kind');
  if (template !== undefined && kind === 'Template' && others.length === 0) return template;
  const place = sourceText(source);
  throw inputProblem(
    template === undefined
      ? `${place} is empty`
      : `${place} is ${others.length > 0 ? 'several objects' : `a ${kind ?? 'thing'}`}, not one Template`,
    'give a template, or use "manifests" for objects without parameters',
  );
}

/** As the user named it. */
function sourceText(source: ManifestSource): string {
  switch (source.kind) {
    case 'text':
      return source.name;
    case 'url':
      return source.url;
    case 'stored':
      return `${source.project}/${source.name}`;
  }
}

async function readStored(
  api: Api,
  { project, name }: Extract<ManifestSource, { kind: 'stored' }>,
  signal: AbortSignal,
): Promise<JsonObject> {
  const path = namespacedPath('template.openshift.io/v1', project, 'templates', name);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && reply.failure.status === 404) {
    throw inputProblem(
      `there is no template ${name} in ${project} on ${api.server}`,
      `look what there is: oc get templates -n ${project}; the path of a file ends in .yaml or .json`,
    );
  }
  return requireOk(reply);
}
