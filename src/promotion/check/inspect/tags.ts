import type { Finding } from '../../../core/finding.ts';
import { formatReference } from '../../../core/image/reference.ts';
import type { ResolvedImage } from '../../run/resolved-image.ts';
import { isDenied, streamTagName } from '../../run/stream-tag.ts';
import { isChanging, type Inspected } from '../../run/inspected.ts';

/** Tags that something else will move again: what is pushed to them does not stay (openshift-api.md §3.5, §3.6). */
export async function inspectTags(
  { images, cluster }: Inspected,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const image of images.filter(isChanging)) {
    const { destination } = image.request;
    if (destination.kind !== 'stream' || image.previousDigest === undefined) continue;
    const name = streamTagName(destination);
    const overwriter = await overwriterOf(() => cluster.getStreamTag(name, signal));
    if (overwriter === undefined) continue;
    // a tag that is written replaces what it followed; one that is pushed to goes on to follow it
    if (image.strategy !== 'copy') {
      if (!isAskedFor(image, overwriter)) findings.push(endOf(overwriter, formatReference(destination)));
      continue;
    }
    findings.push({
      topic: 'tag',
      level: 'warning',
      code: 'TAG_CONFLICT',
      message: `${formatReference(destination)} will not stay: ${overwriter} moves it again`,
      hint: `promote to another tag, or remove it with what it follows, and its history: oc tag -d ${name.project}/${name.stream}:${name.tag}`,
    });
  }
  return findings;
}

/** It shall follow, and does so already. */
function isAskedFor(image: ResolvedImage, overwriter: string): boolean {
  return image.strategy === 'import' && image.order.scheduled && overwriter.endsWith(` ${image.order.from}`);
}

function endOf(overwriter: string, name: string): Finding {
  return {
    topic: 'tag',
    level: 'note',
    code: 'TAG_CONFLICT',
    message: `${name} is moved by ${overwriter} until now: this promotion ends that`,
  };
}

async function overwriterOf(
  read: () => Promise<{ readonly overwrittenBy?: string | undefined } | undefined>,
): Promise<string | undefined> {
  try {
    return (await read())?.overwrittenBy;
  } catch (error) {
    if (isDenied(error)) return undefined;
    throw error;
  }
}
