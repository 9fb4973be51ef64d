import type { ObjectPlan } from './ports/apply.ts';
import type { Digest } from './image/digest.ts';
import type { GateName } from './ports/commands.ts';
import type { Strategy } from './options.ts';
import type { ReferencePolicy } from './ports/imports.ts';
import type { RolloutPlan } from './ports/rollouts.ts';
import type { PolicyReport } from './ports/policy-report.ts';
import type { Preparation } from './preparation.ts';

/** What becomes of one tag. create, move: it changes; keep: it points to the digest already; skip: it exists and stays (`on-existing-tag`) */
export interface TagPlan {
  readonly tag: string;
  readonly action: 'create' | 'move' | 'keep' | 'skip';
  /** what it points to now; undefined: it does not exist */
  readonly previousDigest: Digest | undefined;
}

/** What will be done for one image, known before anything is changed. JSON-safe: part of the output `plan`. */
export interface ImagePlan {
  /** as the user wrote it */
  readonly source: string;
  /** with registry host and digest */
  readonly sourceImage: string;
  /** as the user wrote it */
  readonly destination: string;
  /** `host/repository` that is pushed to */
  readonly destinationRepository: string;
  /** every tag that will point to the digest */
  readonly tags: readonly string[];
  /** of the source; a build gives the destination another one, which is known when it is done */
  readonly digest: Digest;
  readonly mediaType: string;
  readonly platforms: readonly string[];
  /** what the first tag points to now */
  readonly previousDigest: Digest | undefined;
  /** copy: from registry to registry; tag: the content is in the cluster already; import, build: the cluster pulls by itself */
  readonly strategy: Exclude<Strategy, 'auto'>;
  /** of the first tag; `skip` holds for all of them */
  readonly action: TagPlan['action'];
  /** each tag, in the order of `tags` */
  readonly tagPlans: readonly TagPlan[];
  /** at most: what the destination has already is found out on the way */
  readonly blobs: number;
  readonly sizeBytes: number;
  readonly import?: ImportPlan | undefined;
}

/** How the destination cluster pulls an image by itself. */
export interface ImportPlan {
  /** what it pulls: by digest, or by the tag that is followed */
  readonly from: string;
  readonly referencePolicy: ReferencePolicy;
  readonly scheduled: boolean;
  /** what is done with a pull secret of the project before; undefined: nothing */
  readonly pullSecret: { readonly action: 'create' | 'update'; readonly name: string } | undefined;
}

/** Everything that will happen. Printed by `dry-run`, then executed as printed. */
export interface PromotionPlan {
  /** in their order; undefined: none was asked for */
  readonly preparations?: readonly Preparation[] | undefined;
  readonly images: readonly ImagePlan[];
  /** what is applied, in this order; undefined: nothing was asked for */
  readonly objects?: readonly ObjectPlan[] | undefined;
  readonly rollouts: readonly RolloutPlan[];
  /** commands of the user that will be asked, in their order */
  readonly gates?: readonly { readonly name: GateName; readonly command: string }[] | undefined;
  /** who will be told, without secret */
  readonly webhook?: string | undefined;
  /** what the policy says about each image; undefined: there is none */
  readonly policy?: readonly PolicyReport[] | undefined;
}
