import type { ApiCall } from '../exchange/exchange.ts';
import { invalid } from '../exchange/status.ts';
import { asObject, asString, isObject, type JsonObject } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { Release } from '../state/releases.ts';
import { splitReference } from '../state/upstream.ts';

export interface ImportPolicy {
  readonly insecure?: boolean;
  readonly scheduled?: boolean;
  readonly importMode: string;
}

/** One image to import, with the defaults of the API server (captures 06a, 06u). */
export interface ImageImport {
  readonly from: string;
  readonly to: string;
  readonly importPolicy: ImportPolicy;
  readonly referencePolicy: string;
  readonly includeManifest: boolean;
}

export interface ImportSpec {
  readonly isStored: boolean;
  readonly images: readonly ImageImport[];
  readonly repository: Omit<ImageImport, 'to'> | undefined;
}

/** @throws StatusFailure 422 for a reference that is none (capture 06v) */
export function readImportSpec(call: ApiCall, { release }: ClusterState): ImportSpec {
  const spec = asObject(call.body['spec']);
  const name = asString(asObject(call.body['metadata'])['name']);
  const list = Array.isArray(spec['images']) ? spec['images'].filter(isObject) : [];
  const images = list.map((image, index) => {
    const read = readImport(image, release);
    requireReference(name, read.from, `spec.images[${index}].from.name`);
    const to = asString(asObject(image['to'])['name']) || (splitReference(read.from)?.version ?? 'latest');
    return { ...read, to };
  });
  const repository = isObject(spec['repository']) ? readImport(spec['repository'], release) : undefined;
  if (repository !== undefined) requireReference(name, repository.from, 'spec.repository.from.name');
  return { isStored: spec['import'] === true, images, repository };
}

function readImport(sent: JsonObject, release: Release): Omit<ImageImport, 'to'> {
  const policy = asObject(sent['importPolicy']);
  return {
    from: asString(asObject(sent['from'])['name']),
    importPolicy: {
      ...(policy['insecure'] === true ? { insecure: true } : {}),
      ...(policy['scheduled'] === true ? { scheduled: true } : {}),
      importMode: asString(policy['importMode']) || release.importMode,
    },
    referencePolicy: asString(asObject(sent['referencePolicy'])['type']) || 'Source',
    includeManifest: sent['includeManifest'] === true,
  };
}

function requireReference(name: string, reference: string, field: string): void {
  if (splitReference(reference) !== undefined) return;
  const message = `Invalid value: "${reference}": invalid reference format`;
  throw invalid('image.openshift.io', 'ImageStreamImport', name, [
    { reason: 'FieldValueInvalid', message, field },
  ]);
}

/** As the answer shows what was asked. */
export function showImport({
  from,
  importPolicy,
  referencePolicy,
  includeManifest,
}: Omit<ImageImport, 'to'>): object {
  return {
    from: { kind: 'DockerImage', name: from },
    importPolicy,
    referencePolicy: { type: referencePolicy },
    ...(includeManifest ? { includeManifest: true } : {}),
  };
}
