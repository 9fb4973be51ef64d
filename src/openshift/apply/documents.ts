import { isJsonObject, type JsonObject } from '../../core/text/strict-json.ts';
import { objectAt, objectsAt, textAt, withoutKeys } from '../api/json-fields.ts';
import { inputProblem } from './input-problem.ts';
import { readYaml } from '../yaml/read-yaml.ts';

const MAX_OBJECTS = 500;
const SERVER_FIELDS = [
  'managedFields',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
];

/** Kinds of OpenShift that were in `v1` before they had groups; `oc` still takes them (openshift-api.md §6.1). */
const LEGACY_VERSIONS: Readonly<Record<string, string>> = {
  DeploymentConfig: 'apps.openshift.io/v1',
  ImageStream: 'image.openshift.io/v1',
  BuildConfig: 'build.openshift.io/v1',
  Route: 'route.openshift.io/v1',
  Template: 'template.openshift.io/v1',
};

/**
 * The objects of a text: YAML with any number of documents, or JSON; lists are taken apart.
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

/** Kind `List`, or any list of objects that is none itself. */
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
      'build it in an earlier step, and give what comes out: kubectl kustomize FOLDER > app.yaml',
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

/** What `oc get -o yaml` prints beside what somebody wanted: it cannot be applied (capture 44h), or means another cluster. */
function withoutServerFields(object: JsonObject): JsonObject {
  const metadata = withoutKeys(objectAt(object, 'metadata'), ...SERVER_FIELDS);
  return { ...withoutKeys(object, 'status'), metadata };
}
