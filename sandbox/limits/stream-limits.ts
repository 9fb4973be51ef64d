import type { ClusterState } from '../state/cluster-state.ts';
import type { ImageStream } from '../state/kinds.ts';
import { listObjects } from '../state/store.ts';
import { quantity } from './quantity.ts';

const IMAGES = 'openshift.io/images';
const TAGS = 'openshift.io/image-tags';

/**
 * Why a stream may not become as it is given, by the limit ranges of its project: `images` counts the distinct images of its
 * history, `image-tags` the distinct images its spec tags refer to (captures 56f, 56h, 56y). Empty: it may.
 */
export function exceededByStream(state: ClusterState, stream: ImageStream): readonly string[] {
  const namespace = stream.metadata.namespace ?? '';
  const images = new Set(
    (stream.status.tags ?? []).flatMap(({ items }) => (items ?? []).map((e) => e.image)),
  );
  const tags = new Set(
    (stream.spec.tags ?? []).flatMap(({ from }) =>
      from === undefined ? [] : [`${from.kind} ${from.namespace ?? namespace}/${from.name}`],
    ),
  );
  return limitsOf(state, namespace, 'openshift.io/ImageStream').flatMap((max) => [
    ...exceeded(IMAGES, images.size, max[IMAGES]),
    ...exceeded(TAGS, tags.size, max[TAGS]),
  ]);
}

function exceeded(key: string, usage: number, max: string | undefined): readonly string[] {
  if (max === undefined || usage <= quantity(max)) return [];
  return [
    `requested usage of ${key} exceeds the maximum limit per openshift.io/ImageStream (${usage} > ${max})`,
  ];
}

/** Whether an image is too large for the project; only the manifest is refused (captures 56l, 56m, 56z). */
export function isTooLarge(state: ClusterState, namespace: string, sizeBytes: number): boolean {
  return limitsOf(state, namespace, 'openshift.io/Image').some(
    ({ storage }) => storage !== undefined && sizeBytes > quantity(storage),
  );
}

function limitsOf(
  state: ClusterState,
  namespace: string,
  type: string,
): readonly Readonly<Record<string, string>>[] {
  return listObjects(state, 'limitranges', namespace).flatMap(({ spec }) =>
    spec.limits.flatMap((limit) => (limit.type === type && limit.max !== undefined ? [limit.max] : [])),
  );
}
