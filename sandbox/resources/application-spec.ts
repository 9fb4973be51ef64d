import { readMetadata, updatedMetadata, type ResourceSpec } from '../api/resource-spec.ts';
import { nextGeneration } from '../api/stored-objects.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, type JsonObject } from '../state/json.ts';
import { required } from '../workloads/pod-problems.ts';

const what = { group: 'argoproj.io', version: 'v1alpha1', kind: 'Application' } as const;

/**
 * Applications of Argo CD, which a cluster has after `seedGitOps`. As their CustomResourceDefinition has no status subresource, the
 * status is written with the rest (Argo CD, manifests/crds/application-crd.yaml).
 */
export const APPLICATIONS: ResourceSpec<'applications'> = {
  ...what,
  resource: 'applications',
  namespaced: true,
  fields: {},
  bookmark: { metadata: {}, spec: {} },
  build: (body, call, state) => {
    const metadata = { ...readMetadata(body, call, what.kind, state), generation: 1 };
    return { metadata, ...contentOf(body, metadata.name) };
  },
  rebuild: (body, stored) => {
    const content = contentOf(body, stored.metadata.name);
    return {
      metadata: { ...updatedMetadata(body, stored), ...nextGeneration(stored, content.spec) },
      ...content,
    };
  },
};

/** @throws StatusFailure 422 without what the schema requires */
function contentOf(
  body: JsonObject,
  name: string,
): { readonly spec: JsonObject; readonly status: JsonObject } {
  const spec = asObject(body['spec']);
  const missing = ['destination', 'project'].filter((field) => spec[field] === undefined);
  if (missing.length > 0)
    throw invalid(
      what.group,
      what.kind,
      name,
      missing.map((field) => required(`spec.${field}`)),
    );
  return { spec, status: asObject(body['status']) };
}
