import type { JsonObject } from '../text/strict-json.ts';
import type { Digest } from '../image/digest.ts';
import type { ImageReference } from '../image/reference.ts';
import type { PolicyReport } from './policy-report.ts';

/** Location of a policy. */
export type PolicySource =
  | { readonly kind: 'file'; readonly path: string }
  /** of the destination cluster */
  | { readonly kind: 'config-map'; readonly project: string; readonly name: string };

/** Which policy an image must satisfy. */
export interface PolicyOptions {
  readonly source: PolicySource;
  /** reason for overriding the policy, if the policy allows it; undefined: no override */
  readonly overrideReason: string | undefined;
}

/** An image of the source, and the repository with its manifests and attachments. */
export interface PolicySubject {
  /** as given in the inputs */
  readonly reference: ImageReference;
  readonly digest: Digest;
  /** of its registry */
  readonly host: string;
  readonly repository: string;
  /** URL of the API server of its cluster, of an image of a stream */
  readonly server: string | undefined;
  /** other `host/path` names that signatures may use, such as that of the cluster's internal registry */
  readonly otherNames: readonly string[];
}

/** An image as it will be at the destination. */
export interface NodeSubject {
  /** as the user wrote it */
  readonly shown: string;
  /** `host/path@digest` as pods will name it; asked only where there are policies */
  readonly findName: (signal: AbortSignal) => Promise<string>;
  readonly digest: Digest;
  /** where it is now */
  readonly source: RegistryPlace;
  /** where it will be; signatures that are there already stay */
  readonly destination: RegistryPlace;
  /** signatures of the source come along */
  readonly isCarried: boolean;
  /** project of the destination; undefined: it is no stream */
  readonly project: string | undefined;
}

export interface RegistryPlace {
  readonly host: string;
  readonly repository: string;
}

/** What nodes would do with an image, by one policy. */
export interface NodeVerdict {
  /** `ClusterImagePolicy release`, or the path of a policy.json */
  readonly policy: string;
  /** unknown: the policy asks for something that is not looked at; unread: the account may not read such policies */
  readonly outcome: 'starts' | 'refused' | 'unknown' | 'unread';
  /** one sentence without full stop */
  readonly found: string;
  /** what would satisfy it; only when it is refused */
  readonly needed?: string | undefined;
}

/** What the domain needs to evaluate a policy. Changes nothing. */
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

  /**
   * Whether nodes of the destination would start the images, by the policies of the cluster or by a `policy.json`.
   * @param file path of the `policy.json`; undefined: what the account may read of the destination cluster
   * @throws PromoteError POLICY_INVALID when the file cannot be used, IMAGE_NOT_FOUND, CANCELLED, …
   */
  judge(
    file: string | undefined,
    subjects: readonly NodeSubject[],
    signal: AbortSignal,
  ): Promise<readonly NodeVerdict[]>;
}

/** A ClusterImagePolicy or an ImagePolicy. */
export interface ImagePolicyObject {
  readonly kind: string;
  readonly name: string;
  /** undefined: it is one of the cluster */
  readonly project: string | undefined;
  readonly scopes: readonly string[];
  /** `spec.policy` as it is */
  readonly policy: JsonObject;
}

export interface ImagePolicyList {
  readonly policies: readonly ImagePolicyObject[];
  /** what the account may not read, in words */
  readonly unread: readonly string[];
}

/** What the domain needs to read the policies that a cluster keeps. */
export interface StoredPolicies {
  /** The data of a ConfigMap by key; undefined if it does not exist. @throws PromoteError ACCESS_DENIED, … */
  readConfigMap(
    name: { readonly project: string; readonly name: string },
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>> | undefined>;

  /** What nodes require of images, as far as the account may read it. */
  readImagePolicies(projects: readonly string[], signal: AbortSignal): Promise<ImagePolicyList>;
}
