import type { ObjectPlan } from './ports/apply.ts';
import type { Digest } from './image/digest.ts';
import type { GateName } from './ports/commands.ts';
import type { CommitPlan } from './ports/gitops.ts';
import type { Strategy } from './options.ts';
import type { ReferencePolicy } from './ports/imports.ts';
import type { RolloutPlan } from './ports/rollouts.ts';
import type { PolicyReport } from './ports/policy-report.ts';
import type { Preparation } from './preparation.ts';

/**
 * The plan for one tag. create, move: it changes; keep: it already points to the digest; skip: it exists and stays as it is
 * (`on-existing-tag`)
 */
export interface TagPlan {
  readonly tag: string;
  readonly action: 'create' | 'move' | 'keep' | 'skip';
  /** digest that the tag points to now; absent if the tag does not exist */
  readonly previousDigest: Digest | undefined;
}

/** What will be done for one image. JSON-safe: part of the output `plan`. */
export interface ImagePlan {
  /** as given in the inputs */
  readonly source: string;
  /** with registry host and digest */
  readonly sourceImage: string;
  /** as given in the inputs */
  readonly destination: string;
  /** `host/repository` to push to */
  readonly destinationRepository: string;
  /** every tag that will point to the digest */
  readonly tags: readonly string[];
  /** digest of the source; a build produces a different digest at the destination, which is known only afterwards */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  /** digest that the first tag points to now */
  readonly previousDigest: Digest | undefined;
  /**
   * copy: from registry to registry; tag: the content is already in the cluster; import, build: the cluster pulls the image
   * itself
   */
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** action for the first tag; `skip` applies to all tags */
  readonly action: TagPlan['action'];
  /** each tag, in the order of `tags` */
  readonly tagPlans: readonly TagPlan[];
  /** upper limit, because content that the destination already has is only discovered during the copy */
  readonly blobs: number;
  readonly sizeBytes: number;
  /** what probably has to be sent, when the destination is known to have a part of it; absent: nothing is known */
  readonly forecast?: TransferForecast | undefined;
  /** non-distributable layers that the source does not have: pods download them from the URLs of the manifest */
  readonly skippedLayers?: readonly Digest[] | undefined;
  readonly import?: ImportPlan | undefined;
}

/** How many bytes of the blobs are where, as far as the destination told. */
export interface TransferForecast {
  readonly sendBytes: number;
  /** in other repositories of the destination, or sent for another image of the set */
  readonly mountBytes: number;
  readonly presentBytes: number;
}

/** How the destination cluster imports an image. */
export interface ImportPlan {
  /** pull spec to import: by digest, or by the tag to follow */
  readonly from: string;
  readonly referencePolicy: ReferencePolicy;
  readonly scheduled: boolean;
  /** what is done with a pull secret of the project before the import; absent: nothing */
  readonly pullSecret: { readonly action: 'create' | 'update'; readonly name: string } | undefined;
}

/** Everything a run will do. `dry-run` prints it; a promotion executes exactly this plan. */
export interface PromotionPlan {
  /** in the order of execution; absent if there are none */
  readonly preparations?: readonly Preparation[] | undefined;
  readonly images: readonly ImagePlan[];
  /** objects to apply, in this order; absent if there are none */
  readonly objects?: readonly ObjectPlan[] | undefined;
  /** what is committed to git; absent without `gitops` */
  readonly commit?: CommitPlan | undefined;
  readonly rollouts: readonly RolloutPlan[];
  /** commands given by the user, in the order in which they run */
  readonly gates?: readonly { readonly name: GateName; readonly command: string }[] | undefined;
  /** webhook that will be called, without its secret */
  readonly webhook?: string | undefined;
  /** result of the policy for each image; absent without a policy */
  readonly policy?: readonly PolicyReport[] | undefined;
}
