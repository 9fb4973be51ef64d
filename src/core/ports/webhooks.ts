import type { Digest } from '../image/digest.ts';

/** The webhook to call after a promotion. */
export interface WebhookOptions {
  readonly target:
    | { readonly kind: 'build-config'; readonly project: string; readonly name: string }
    /** the placeholder `{secret}` is replaced with the secret */
    | { readonly kind: 'url'; readonly url: string };
  /** replaces `{secret}` in the URL; without that placeholder, signs the body */
  readonly secret: string | undefined;
}

/** Data about one image for a webhook. */
export interface PromotedImage {
  /** pull spec of the destination image, by digest */
  readonly image: string;
  readonly tag: string;
  readonly digest: Digest;
  /** pull spec by digest at the source */
  readonly sourceImage: string;
  /** as given in the inputs */
  readonly destination: string;
  readonly previousDigest: Digest | undefined;
}

/** What the domain needs to call webhooks. */
export interface Webhooks {
  /**
   * Calls the webhook without retries, so that it does not start anything twice.
   * @returns what was started, in words
   * @throws PromoteError WEBHOOK_FAILED, and what the transport throws
   */
  call(webhook: WebhookOptions, images: readonly PromotedImage[], signal: AbortSignal): Promise<string>;
}
