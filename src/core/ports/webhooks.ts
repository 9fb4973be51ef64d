import type { Digest } from '../image/digest.ts';

/** Whom to tell of a promotion. */
export interface WebhookOptions {
  readonly target:
    | { readonly kind: 'build-config'; readonly project: string; readonly name: string }
    /** `{secret}` in it stands for the secret */
    | { readonly kind: 'url'; readonly url: string };
  /** goes where the URL says `{secret}`; signs the body when it says so nowhere */
  readonly secret: string | undefined;
}

/** What a webhook is told of one image. */
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

/** What the domain needs to tell somebody of a promotion. */
export interface Webhooks {
  /**
   * Calls once: a webhook that has started something must not start it twice.
   * @returns what was started, in words
   * @throws PromoteError WEBHOOK_FAILED, and what the transport throws
   */
  call(webhook: WebhookOptions, images: readonly PromotedImage[], signal: AbortSignal): Promise<string>;
}
