import type { Digest } from '../../core/image/digest.ts';
import type { WorkloadName } from '../../core/ports/rollouts.ts';
import type { PromotionPredicate } from '../statement.ts';

/** How an image got where it is, as far as attestations say. JSON-safe. */
export interface ChainReport {
  /** as it was asked for, such as `prod/app:live` */
  readonly reference: string;
  /** `host/path@digest` */
  readonly image: string;
  readonly digest: Digest;
  /**
   * verified: every promotion is signed by a given signer, and what runs is this image; unattested: nothing says how it got there;
   * unsigned: a promotion is only claimed; not-running: a pod runs another image, or none could be looked at
   */
  readonly outcome: 'verified' | 'unattested' | 'unsigned' | 'not-running';
  /** what is missing, as sentences without full stop */
  readonly problems: readonly string[];
  /** newest first */
  readonly links: readonly ChainLink[];
  /** where the chain begins, as far as anything attests it; absent: there is none */
  readonly origin?: string | undefined;
  /** workloads that use the tag; absent if they were not asked for */
  readonly workloads?: readonly RunningWorkload[] | undefined;
  /** attestations of promotions that are no part of the chain, and attachments that cannot be used, with the reason */
  readonly ignored: readonly string[];
}

/** One promotion. */
export interface ChainLink {
  /** digest of the manifest that holds the attestation */
  readonly manifest: Digest;
  /** verified signer; absent: everything about this promotion is only claimed */
  readonly signature?: LinkSignature | undefined;
  /** why it is only claimed */
  readonly refusal?: string | undefined;
  /** what the statement says */
  readonly promotion: PromotionPredicate;
}

export interface LinkSignature {
  /** file of the key, or `identity` */
  readonly signer: string;
  /** of the certificate */
  readonly identity?: string | undefined;
  readonly issuer?: string | undefined;
  /** by a log or a timestamp authority, ISO 8601; absent: only the statement says when */
  readonly signedAt?: string | undefined;
}

/** A workload and what its pods run now. */
export interface RunningWorkload {
  readonly workload: WorkloadName;
  readonly outcome: 'runs' | 'differs' | 'unknown';
  /** one sentence without full stop */
  readonly found: string;
}
