import type { Digest } from '../digest.ts';
import type { WebhookOptions } from '../options.ts';

/** What a webhook is told of one image. */
export interface PromotedImage {
  /** pull spec by digest at the destination */
  readonly image: string;
  readonly tag: string;
  readonly digest: Digest;
  /** pull spec by digest at the source */
  readonly sourceImage: string;
  /** as the user wrote it */
  readonly destination: string;
  readonly previousDigest: Digest | undefined;
}

/** What the domain needs to tell somebody of a promotion. */
export interface Webhooks {
  /**
   * Calls once: a webhook that has started something must not start it twice.
   * @returns what was started, in words
   * @throws PromoteError WEBHOOK_FAILED, and what the transport throws
   */
  call(webhook: WebhookOptions, images: readonly PromotedImage[], signal: AbortSignal): Promise<string>;
}
