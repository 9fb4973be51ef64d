import type { RolloutTarget } from '../../core/ports/rollouts.ts';
import { requireOk, type Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt, valueAt } from '../api/json-fields.ts';

/** What an image stream tells of images that containers name by digest or by a short name. */
export interface StreamEvidence {
  /** the tags whose history has the digest, by digest */
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>;
  /** by tag: the digest it points to now */
  readonly current: ReadonlyMap<string, string>;
  /** pods of its project may write `app:live` (`lookupPolicy.local`, `oc set image-lookup`) */
  readonly isLookedUpLocally: boolean;
}

const NOTHING: StreamEvidence = { holders: new Map(), current: new Map(), isLookedUpLocally: false };

/** Reads the stream that a target is a tag of; one that may not be read or does not exist tells nothing. */
export async function readStreamEvidence(
  api: Api,
  { project, stream }: RolloutTarget,
  signal: AbortSignal,
): Promise<StreamEvidence> {
  if (stream === undefined) return NOTHING;
  const path = namespacedPath('image.openshift.io/v1', project, 'imagestreams', stream);
  const reply = await api.send({ method: 'GET', path }, signal);
  if (!reply.ok && [403, 404].includes(reply.failure.status)) return NOTHING;
  const object = requireOk(reply);
  const holders = new Map<string, Set<string>>();
  const current = new Map<string, string>();
  for (const entry of objectsAt(object, 'status', 'tags')) {
    const tag = textAt(entry, 'tag') ?? '';
    for (const digest of objectsAt(entry, 'items').map((item) => textAt(item, 'image') ?? '')) {
      holders.set(digest, (holders.get(digest) ?? new Set()).add(tag));
      if (!current.has(tag)) current.set(tag, digest);
    }
  }
  return {
    holders,
    current,
    isLookedUpLocally: valueAt(object, 'spec', 'lookupPolicy', 'local') === true,
  };
}
