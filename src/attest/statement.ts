import { algorithmOf, hexOf, type Digest } from '../core/image/digest.ts';
import type { RunOrigin } from '../core/host.ts';
import type { AttestedPromotion } from '../core/attestor.ts';
import type { PolicyReport } from '../core/ports/policy-report.ts';
import type { RolloutResult } from '../core/ports/rollouts.ts';
import type { WorkloadKind } from '../core/ports/workload-kinds.ts';
import type { ImageReport } from '../core/report.ts';
import type { PodReport } from '../core/report-details.ts';
import { PROMOTION_PREDICATE, VERSION } from '../core/version.ts';

/**
 * An in-toto statement that an image was promoted (https://github.com/in-toto/attestation/tree/main/spec/v1).
 * docs/attestation.schema.json is generated from this type.
 */
export interface PromotionStatement {
  readonly _type: 'https://in-toto.io/Statement/v1';
  /** the promoted image first; for an index, then its images */
  readonly subject: readonly StatementSubject[];
  /** increases when the meaning of a field changes; fields may be added at any time */
  readonly predicateType: typeof PROMOTION_PREDICATE;
  readonly predicate: PromotionPredicate;
}

/** A resource descriptor. */
export interface StatementSubject {
  /** `host/path` at the destination */
  readonly name: string;
  /** hexadecimal, by algorithm */
  readonly digest: Readonly<Record<string, string>>;
  /** `platform` of an image in an index */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

export interface PromotionPredicate {
  readonly source: PromotionSide;
  readonly destination: PromotionSide;
  /** copy: byte for byte; tag: within one cluster; import: pulled by the cluster; build: a new image made from the source */
  readonly strategy: 'copy' | 'tag' | 'import' | 'build';
  /** tags of the destination */
  readonly tags: readonly StatedTag[];
  /** workloads that were rolled out or run the image already */
  readonly rollouts: readonly StatedRollout[];
  /** policies that were evaluated for the source before anything changed */
  readonly policies: readonly StatedPolicy[];
  /** job that promoted */
  readonly run: RunOrigin;
  readonly promoter: { readonly name: 'openshift-promote'; readonly version: string };
  /** ISO 8601 */
  readonly startedAt: string;
  /** when the promotion was complete and this was signed, ISO 8601 */
  readonly finishedAt: string;
}

export interface PromotionSide {
  /** `host/path@digest` */
  readonly image: string;
  /** as given in the inputs, such as `prod/app:live` */
  readonly reference: string;
  /** differs between source and destination only after a build */
  readonly digest: Digest;
  /** URL of the API server; absent if it is no image stream */
  readonly server?: string | undefined;
}

export interface StatedTag {
  readonly name: string;
  /** absent if the tag did not exist */
  readonly before?: Digest | undefined;
  readonly after: Digest;
}

export interface StatedRollout {
  readonly workload: { readonly kind: WorkloadKind; readonly project: string; readonly name: string };
  readonly status: 'complete' | 'unchanged' | 'started';
  /** absent if it had none */
  readonly revisionBefore?: string | undefined;
  readonly revision?: string | undefined;
  /** ready pods whose images were compared with the promoted digest; absent if that was not asked for */
  readonly pods?: readonly StatedPod[] | undefined;
}

export interface StatedPod {
  readonly name: string;
  /** digest by container, as the node reports it */
  readonly images: Readonly<Record<string, string>>;
}

export interface StatedPolicy {
  /** path of the policy, or `project/configmap` of the destination */
  readonly name: string;
  /** of the text of the policy */
  readonly digest: Digest;
  readonly outcome: 'passed' | 'warned' | 'overridden' | 'refused';
  readonly override?: { readonly reason: string } | undefined;
  /** ISO 8601 */
  readonly evaluatedAt: string;
  readonly rules: readonly {
    readonly name: string;
    readonly kind: string;
    readonly mode: 'enforce' | 'warn';
    readonly outcome: 'passed' | 'failed';
  }[];
  /** signers of the policy whose signatures were verified */
  readonly signers: readonly string[];
}

/**
 * The statement about one promoted image.
 * @param finishedAt now
 */
export function promotionStatement(
  promotion: AttestedPromotion,
  run: RunOrigin,
  finishedAt: Date,
): PromotionStatement {
  const { image, children, sourceServer, destinationServer, policies, startedAt } = promotion;
  const [name = ''] = image.image.split('@');
  const source = image.sourceDigest ?? image.digest;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      { name, digest: digestSet(image.digest) },
      ...children.map(({ digest, platform }) => ({
        name,
        digest: digestSet(digest),
        ...(platform === undefined ? {} : { annotations: { platform } }),
      })),
    ],
    predicateType: PROMOTION_PREDICATE,
    predicate: {
      source: { image: image.sourceImage, reference: image.source, digest: source, server: sourceServer },
      destination: {
        image: image.image,
        reference: image.destination,
        digest: image.digest,
        server: destinationServer,
      },
      strategy: image.strategy,
      tags: tagsOf(image),
      rollouts: image.rollouts.map((rollout) => statedRollout(rollout, image.pods)),
      policies: policies.map(statedPolicy),
      run,
      promoter: { name: 'openshift-promote', version: VERSION },
      startedAt,
      finishedAt: finishedAt.toISOString(),
    },
  };
}

function tagsOf({ tags, movedTags = [], digest }: ImageReport): readonly StatedTag[] {
  const moved = new Map(movedTags.map(({ tag, previousDigest }) => [tag, previousDigest]));
  return tags.map((name) => ({ name, before: moved.has(name) ? moved.get(name) : digest, after: digest }));
}

function statedRollout(
  { workload: { kind, project, name }, ...rollout }: RolloutResult,
  pods: readonly PodReport[] | undefined,
): StatedRollout {
  const own = pods?.filter(
    ({ ready, workload }) =>
      ready && workload.kind === kind && workload.project === project && workload.name === name,
  );
  return {
    workload: { kind, project, name },
    ...rollout,
    pods: own?.map((pod) => ({ name: pod.name, images: knownDigests(pod.imageDigests) })),
  };
}

function statedPolicy(policy: PolicyReport): StatedPolicy {
  return {
    name: policy.policy,
    digest: policy.policyDigest,
    outcome: policy.outcome,
    override: policy.override,
    evaluatedAt: policy.evaluatedAt,
    rules: policy.rules.map(({ name, kind, mode, outcome }) => ({ name, kind, mode, outcome })),
    signers: [...new Set(policy.signatures.map(({ signer }) => signer))],
  };
}

function digestSet(digest: Digest): Readonly<Record<string, string>> {
  return { [algorithmOf(digest)]: hexOf(digest) };
}

function knownDigests(
  images: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(images).flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest]])),
  );
}
