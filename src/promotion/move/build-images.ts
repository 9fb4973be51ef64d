import { formatReference } from '../../core/image/reference.ts';
import type { Run } from '../run/run.ts';
import { placeOf } from '../resolve/resolve-by-tag.ts';
import type { BuiltImage, ResolvedImage } from '../run/resolved-image.ts';

/**
 * Builds images in the destination cluster, one at a time. The builds push to temporary tags, so that no tag of the promotion has
 * moved when this ends or fails.
 * @returns all images, those that were built with their new digest; the plan of rollouts follows them
 */
export async function buildImages(
  run: Run,
  images: readonly ResolvedImage[],
): Promise<readonly ResolvedImage[]> {
  const { state } = run;
  const after = new Map<ResolvedImage, ResolvedImage>();
  for (const image of images) {
    if (!needsBuild(image)) continue;
    after.set(image, await buildImage(run, image));
    state.images = state.images.map((each) => after.get(each) ?? each);
    state.planned = state.planned.map((each) => ({
      ...each,
      images: each.images.map((planned) => after.get(planned) ?? planned),
    }));
  }
  return images.map((image) => after.get(image) ?? image);
}

/** Skips images already built from this source, and those that the destination has under their own digest. */
export function needsBuild(image: ResolvedImage): image is BuiltImage {
  return image.strategy === 'build' && !image.isBuilt && image.previousDigest !== image.root.digest;
}

async function buildImage({ options, ports, state, signal }: Run, image: BuiltImage): Promise<BuiltImage> {
  const { cluster, project, stream } = image.stream;
  const { host, name } = image.source;
  const credentials = await ports.sourceCredentials?.(host, signal);
  const result = await cluster.builds.run(
    {
      project,
      stream,
      from: `${host}/${name}@${image.sourceDigest}`,
      sourceDigest: image.sourceDigest,
      credentials: credentials && { host, username: credentials.username, password: credentials.password },
      timeoutMs: options.timeoutMs,
    },
    (line) => {
      ports.reporter.info(`  ${line}`);
    },
    signal,
  );
  const tag = { project, stream, tag: result.temporaryTag };
  state.made = [
    ...state.made,
    {
      name: `temporary tag ${project}/${stream}:${result.temporaryTag}`,
      goes: 'always',
      remove: async (later) => {
        await cluster.streams.deleteTag(tag, later);
        return true;
      },
    },
  ];
  ports.reporter.notice(
    `the digest changes: ${formatReference(image.request.destination)} will be ${result.digest}, built from ${image.sourceDigest}`,
  );
  return {
    ...image,
    root: { digest: result.digest, mediaType: result.mediaType, content: { kind: 'image' } },
    destination: placeOf(result.pullSpec),
    isBuilt: true,
  };
}
