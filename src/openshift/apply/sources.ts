import type { ManifestSource } from '../../core/ports/apply.ts';
import { type JsonObject, isJsonObject } from '../../core/text/strict-json.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { textAt, objectAt, objectsAt, withoutKeys } from '../api/json-fields.ts';
import { inputProblem } from './resources.ts';
import { readYaml } from '../yaml/read-yaml.ts';

/** Fetches the text behind a URL; bounded, and without credentials of the cluster. */
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
      `list the templates: oc get templates -n ${project}; the path of a file ends in .yaml or .json`,
    );
  }
  return requireOk(reply);
}

const MAX_OBJECTS = 500;
const SERVER_FIELDS = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
];

/** OpenShift kinds that were in `v1` before they had groups; `oc` still accepts them (openshift-api.md §6.1). */
const LEGACY_VERSIONS: Readonly<Record<string, string>> = {
  DeploymentConfig: 'apps.openshift.io/v1',
  ImageStream: 'image.openshift.io/v1',
  BuildConfig: 'build.openshift.io/v1',
  Route: 'route.openshift.io/v1',
  Template: 'template.openshift.io/v1',
};

/**
 * Parses the objects of a text: YAML with any number of documents, or JSON; lists are flattened.
 * @throws PromoteError INPUT_INVALID
 */
export async function readDocuments(name: string, text: string): Promise<readonly JsonObject[]> {
  const reading = await readYaml(text);
  if (!reading.ok) {
    const { what, advice } = reading.problem;
    throw inputProblem(`${name} ${what}`, advice ?? 'check it: kubectl create --dry-run=client -f FILE');
  }
  const objects = reading.documents
    .filter((document) => document !== null && document !== undefined)
    .flatMap((document, index) => flatten(document, `document ${index + 1} of ${name}`));
  if (objects.length <= MAX_OBJECTS) return objects;
  throw inputProblem(
    `${name} has ${objects.length} objects, more than ${MAX_OBJECTS}`,
    'apply such amounts with a tool of their own',
  );
}

/** Kind `List`, or any typed list. */
function flatten(document: unknown, place: string): readonly JsonObject[] {
  if (!isJsonObject(document))
    throw inputProblem(`${place} is no object`, 'write apiVersion, kind and metadata');
  const kind = textAt(document, 'kind') ?? '';
  if (kind.endsWith('List') && Array.isArray(document['items'])) {
    return objectsAt(document, 'items').flatMap((item, index) =>
      flatten(item, `item ${index + 1} of ${place}`),
    );
  }
  const apiVersion = textAt(document, 'apiVersion');
  if (apiVersion?.startsWith('kustomize.config.k8s.io/') === true) {
    throw inputProblem(
      `${place} is a kustomization, which is not built here`,
      'build it in an earlier step, and use the output: kubectl kustomize FOLDER > app.yaml',
    );
  }
  if (kind === '' || apiVersion === undefined) {
    throw inputProblem(
      `${place} has no ${kind === '' ? 'kind' : 'apiVersion'}`,
      'write apiVersion, kind and metadata',
    );
  }
  return [withoutServerFields({ ...document, apiVersion: versionOf(kind, apiVersion) })];
}

function versionOf(kind: string, apiVersion: string): string {
  const current = Object.hasOwn(LEGACY_VERSIONS, kind) ? LEGACY_VERSIONS[kind] : undefined;
  return apiVersion === 'v1' ? (current ?? apiVersion) : apiVersion;
}

/** Fields that `oc get -o yaml` adds: they cannot be applied (capture 44h), or refer to another cluster. */
function withoutServerFields(object: JsonObject): JsonObject {
  const metadata = withoutKeys(objectAt(object, 'metadata'), ...SERVER_FIELDS);
  return { ...withoutKeys(object, 'status'), metadata };
}
