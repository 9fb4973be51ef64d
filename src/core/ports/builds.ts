import type { Digest } from '../image/digest.ts';
import type { PullSecret } from './pull-secrets.ts';

/** An image that a Build of the cluster makes `FROM` another one. */
export interface BuildRequest {
  readonly project: string;
  readonly stream: string;
  /** `host/path@digest` */
  readonly from: string;
  readonly sourceDigest: Digest;
  /** what the Build pulls with; undefined: what the cluster has */
  readonly credentials: Omit<PullSecret, 'project' | 'name'> | undefined;
  readonly timeoutMs: number;
}

/** What a Build has pushed. */
export interface BuildResult {
  /** name of the Build, which is gone */
  readonly name: string;
  readonly digest: Digest;
  readonly mediaType: string;
  /** pull spec by digest, as pods use it */
  readonly pullSpec: string;
  /** holds the image until the tags of the promotion do */
  readonly temporaryTag: string;
}

/** What the domain needs from the builds of one cluster. */
export interface Builds {
  /**
   * Runs a Build that pushes to a temporary tag of the stream, and removes all it made but that tag, also when it fails or
   * is cancelled.
   * @param onLine called for each line of its log
   * @throws PromoteError BUILD_FAILED, ACCESS_DENIED, QUOTA_EXCEEDED
   */
  run(request: BuildRequest, onLine: (line: string) => void, signal: AbortSignal): Promise<BuildResult>;
}
