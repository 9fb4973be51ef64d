import type { Digest } from '../image/digest.ts';
import type { PullSecret } from './pull-secrets.ts';

/** An image that a Build of the cluster creates `FROM` another one. */
export interface BuildRequest {
  readonly project: string;
  readonly stream: string;
  /** `host/path@digest` */
  readonly from: string;
  readonly sourceDigest: Digest;
  /** credentials for the Build; undefined: those of the cluster */
  readonly credentials: Omit<PullSecret, 'project' | 'name'> | undefined;
  readonly timeoutMs: number;
}

/** The image that a Build pushed. */
export interface BuildResult {
  /** name of the Build, which has been deleted */
  readonly name: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** pull spec by digest, as pods use it */
  readonly pullSpec: string;
  /** temporary tag that keeps the image until the tags of the promotion point to it */
  readonly temporaryTag: string;
}

/** What the domain needs from the builds of one cluster. */
export interface Builds {
  /**
   * Runs a Build that pushes to a temporary tag of the stream. Everything it created except this tag is removed, even if it fails
   * or is cancelled.
   * @param onLine called for each line of its log
   * @throws PromoteError BUILD_FAILED, ACCESS_DENIED, QUOTA_EXCEEDED
   */
  run(request: BuildRequest, onLine: (line: string) => void, signal: AbortSignal): Promise<BuildResult>;
}
