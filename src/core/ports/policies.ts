import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import type { PolicyReport } from './policy-report.ts';

/** Where a policy is. */
export type PolicySource =
  | { readonly kind: 'file'; readonly path: string }
  /** of the destination cluster */
  | { readonly kind: 'config-map'; readonly project: string; readonly name: string };

/** Which policy an image must satisfy. */
export interface PolicyOptions {
  readonly source: PolicySource;
  /** why the run goes on in spite of it, where it allows that; undefined: it does not */
  readonly overrideReason: string | undefined;
}

/** An image of the source, and where its manifests and what is attached to it can be read. */
export interface PolicySubject {
  /** as given in the inputs */
  readonly reference: ImageReference;
  readonly digest: Digest;
  /** of its registry */
  readonly host: string;
  readonly repository: string;
  /** URL of the API server of its cluster, of an image of a stream */
  readonly server: string | undefined;
  /** further `host/path` under which signatures may know it, such as that of the cluster's internal registry */
  readonly otherNames: readonly string[];
}

/** What the domain needs to ask a policy. Changes nothing. */
export interface Policies {
  /**
   * Evaluates all rules for every image.
   * @returns one report for each image, in their order
   * @throws PromoteError POLICY_INVALID when the policy cannot be used, IMAGE_NOT_FOUND, CANCELLED, …
   */
  evaluate(
    options: PolicyOptions,
    subjects: readonly PolicySubject[],
    signal: AbortSignal,
  ): Promise<readonly PolicyReport[]>;
}
