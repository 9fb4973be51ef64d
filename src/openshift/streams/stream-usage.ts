import type { StreamUsage } from '../../core/ports/inspection.ts';
import type { Api } from '../api/api.ts';
import { namespacedPath } from '../api/api-path.ts';
import { objectsAt, textAt } from '../api/json-fields.ts';
import { lookUp } from '../api/look-up.ts';

/** The images in the history of a stream, and what its spec tags refer to. */
export async function readStreamUsage(
  api: Api,
  { project, stream }: { readonly project: string; readonly stream: string },
  signal: AbortSignal,
): Promise<StreamUsage | 'absent' | undefined> {
  const path = namespacedPath('image.openshift.io/v1', project, 'imagestreams', stream);
  const found = await lookUp(api, { method: 'GET', path }, signal);
  if (found === 'missing') return 'absent';
  if (found === undefined) return undefined;
  const items = objectsAt(found.object, 'status', 'tags').flatMap((tag) => objectsAt(tag, 'items'));
  const images = items.flatMap((item) => textAt(item, 'image') ?? []);
  const specTags = objectsAt(found.object, 'spec', 'tags').flatMap((tag): readonly [string, string][] => {
    const name = textAt(tag, 'from', 'name');
    if (name === undefined) return [];
    const from = `${textAt(tag, 'from', 'kind') ?? ''} ${textAt(tag, 'from', 'namespace') ?? project}/${name}`;
    return [[textAt(tag, 'name') ?? '', from]];
  });
  return { images: new Set(images), specTags: new Map(specTags) };
}
