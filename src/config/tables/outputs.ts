import { DOCUMENTATION } from '../../core/version.ts';

/** Every output of a promotion. */
export const OUTPUTS = {
  digest: {
    description: 'Digest of the promoted image, without a host; of the first image if there are several.',
  },
  image: { description: 'Pull spec of the destination image, by digest.' },
  'image-stream-tag': {
    description: '`project/stream:tag` of the destination image, if the destination is an OpenShift cluster.',
  },
  'source-image': { description: 'Pull spec of the source image, by digest.' },
  'previous-digest': { description: 'Digest that the destination tag pointed to before, for rolling back.' },
  changed: { description: '`true` if a destination tag now points to a different image.' },
  'rollout-status': {
    description: 'Result of the rollout: `complete`, `unchanged`, `rolled-back`, `failed` or `skipped`.',
  },
  'rollout-revision': {
    description: 'Revision that the workload runs now; of the first workload if there are several.',
  },
  url: {
    description:
      'Address of the workload: that of a Route to its pods, for `environment.url`. Of the first workload that has one; empty if none has, or if the account may not read Services and Routes.',
  },
  'policy-outcome': {
    description:
      'Result of the policy: `passed`, `warned`, `overridden` or `refused`, the worst of all images. Empty without a policy.',
  },
  'rolled-back': {
    description: '`true` if the promotion failed and everything is back to its previous state.',
  },
  'signatures-copied': {
    description:
      'Number of signatures, attestations and SBOMs copied, not counting those that were already there.',
  },
  'gitops-commit': {
    description: 'SHA of the commit that names the promoted digests, with `gitops`.',
  },
  'gitops-branch': { description: 'Branch of that commit.' },
  'bytes-copied': { description: 'Number of bytes moved.' },
  'bytes-skipped': { description: 'Number of bytes that the destination already had.' },
  'duration-ms': { description: 'Duration of the run, in milliseconds.' },
  results: { description: 'JSON array with all details of every image.' },
  plan: { description: 'JSON of the plan, also written by a dry run.' },
  record: { description: 'Path of the file requested with the input `record`.' },
  'source-kubeconfig': { description: 'Path of a kubeconfig for the source cluster, with `install-oc`.' },
  'destination-kubeconfig': {
    description: 'Path of a kubeconfig for the destination cluster, with `install-oc`.',
  },
  'error-code': {
    description: `Error code if the promotion failed, one of those in ${DOCUMENTATION}/errors.md; empty on success.`,
  },
} as const satisfies Readonly<Record<string, { readonly description: string }>>;

export type OutputName = keyof typeof OUTPUTS;
