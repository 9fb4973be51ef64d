import type { PromotedImage, WebhookOptions } from '../../core/ports/webhooks.ts';
import { formatReference } from '../../core/image/reference.ts';
import { destinationImageOf, sourceImageOf, type ResolvedImage } from '../run/resolved-image.ts';
import type { Run } from '../run/run.ts';

/** The name of the webhook for messages, without secrets. */
export function webhookText({ target }: WebhookOptions): string {
  return target.kind === 'url' ? target.url : `buildconfig/${target.name} in ${target.project}`;
}

/** Sends the promoted images to the webhook. @throws PromoteError WEBHOOK_FAILED */
export async function notify(
  { ports, signal }: Run,
  webhook: WebhookOptions,
  images: readonly ResolvedImage[],
): Promise<void> {
  const started = await ports.webhooks.call(webhook, images.map(promotedImage), signal);
  ports.reporter.info(`${webhookText(webhook)}: ${started}`);
}

function promotedImage(image: ResolvedImage): PromotedImage {
  const { digest } = image.root;
  return {
    image: destinationImageOf(image),
    tag: image.request.destination.tag,
    digest,
    sourceImage: sourceImageOf(image),
    destination: formatReference(image.request.destination),
    previousDigest: image.previousDigest,
  };
}
