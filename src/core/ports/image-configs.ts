import type { ImageConfig } from '../image/image-config.ts';

/** What the domain needs to know how images are run. */
export interface ImageConfigs {
  /**
   * The config of an image of a stream, by tag or digest; of an index, that of its linux/amd64 image or else its first one.
   * undefined: the cluster does not know it. @throws PromoteError ACCESS_DENIED
   */
  read(
    from: { readonly project: string; readonly stream: string; readonly reference: string },
    signal: AbortSignal,
  ): Promise<ImageConfig | undefined>;
}
