import type { ResolvedImage } from '../run/resolved-image.ts';

/**
 * What `${NAME}` stands for in manifests and templates: `PROMOTE_IMAGE` (pull spec by digest), `PROMOTE_DIGEST`, `PROMOTE_TAG`,
 * `PROMOTE_STREAM` and `PROMOTE_PROJECT`. With several images each has its own, by the name of its stream
 * (`PROMOTE_IMAGE_WEB_API`), and what is the same for all has the plain name, too.
 * @param pullSpecOf as pods will name it
 */
export function applyValues(
  images: readonly ResolvedImage[],
  pullSpecOf: (image: ResolvedImage) => string,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  const plain = new Map<string, Set<string>>();
  for (const image of images) {
    const { destination } = image.request;
    const [stream = ''] = image.destination.name.split('/').slice(-1);
    const suffix = stream.toUpperCase().replace(/[^A-Z0-9]+/g, '_');
    const facts = {
      PROMOTE_IMAGE: pullSpecOf(image),
      PROMOTE_DIGEST: image.root.digest,
      PROMOTE_TAG: destination.tag,
      PROMOTE_STREAM: stream,
      PROMOTE_PROJECT: destination.kind === 'stream' ? destination.project : '',
    };
    for (const [name, value] of Object.entries(facts)) {
      values[`${name}_${suffix}`] = value;
      plain.set(name, (plain.get(name) ?? new Set()).add(value));
    }
  }
  for (const [name, [value = '', ...others]] of plain) if (others.length === 0) values[name] = value;
  return values;
}
