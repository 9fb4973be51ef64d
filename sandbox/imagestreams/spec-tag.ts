import { invalid } from '../exchange/status.ts';
import { asObject, asString, asStringMap, isObject, type Json } from '../state/json.ts';
import type { ClusterState } from '../state/cluster-state.ts';
import type { ObjectReference, SpecTag } from '../state/kinds.ts';

const KINDS = ['DockerImage', 'ImageStreamImage', 'ImageStreamTag'];

/** A spec tag as a user writes it, with the defaults of the API server (capture 04g). */
export function readSpecTag({ release }: ClusterState, value: Json, name: string): SpecTag {
  const sent = asObject(value);
  const policy = asObject(sent['importPolicy']);
  const from = readReference(sent['from']);
  return {
    name,
    annotations: asStringMap(sent['annotations']) ?? null,
    ...(from === undefined ? {} : { from }),
    ...(sent['reference'] === true ? { reference: true } : {}),
    generation: typeof sent['generation'] === 'number' ? sent['generation'] : null,
    importPolicy: {
      ...(policy['insecure'] === true ? { insecure: true } : {}),
      ...(policy['scheduled'] === true ? { scheduled: true } : {}),
      importMode: asString(policy['importMode']) || release.importMode,
    },
    referencePolicy: { type: asString(asObject(sent['referencePolicy'])['type']) || 'Source' },
  };
}

function readReference(value: Json | undefined): ObjectReference | undefined {
  if (!isObject(value)) return undefined;
  const namespace = asString(value['namespace']);
  return {
    kind: asString(value['kind']),
    ...(namespace === '' ? {} : { namespace }),
    name: asString(value['name']),
  };
}

/** Whether `from.kind` is one of three. @throws StatusFailure 422 (capture 49v) */
export function requireKnownKind(tag: SpecTag, object: { kind: string; name: string; field: string }): void {
  if (tag.from === undefined || KINDS.includes(tag.from.kind)) return;
  throw invalid('image.openshift.io', object.kind, object.name, [
    {
      reason: 'FieldValueRequired',
      message: "Required value: valid values are 'DockerImage', 'ImageStreamImage', 'ImageStreamTag'",
      field: `${object.field}.from.kind`,
    },
  ]);
}
