/** Every output of a promotion. */
export const OUTPUTS = {
  digest: {
    description:
      'Digest that was promoted; it never holds a host. Of the first image when there are several.',
  },
  image: { description: 'Pull spec by digest at the destination.' },
  'image-stream-tag': {
    description: '`project/stream:tag` at the destination, when that is an OpenShift cluster.',
  },
  'source-image': { description: 'Pull spec by digest at the source.' },
  'previous-digest': { description: 'What the destination tag pointed to before; the way back.' },
  changed: { description: '`true` when a destination tag points to another image than before.' },
  'rollout-status': { description: '`complete`, `unchanged`, `rolled-back`, `failed` or `skipped`.' },
  'rollout-revision': {
    description: 'Revision the workload runs now; of the first one when there are several.',
  },
  'policy-outcome': {
    description:
      '`passed`, `warned`, `overridden` or `refused`: what the policy says, the worst of all images. Empty without a policy.',
  },
  'rolled-back': { description: '`true` when it failed and everything is again as it was.' },
  'signatures-copied': {
    description:
      'How many signatures, attestations and SBOMs were carried along; those that were there already do not count.',
  },
  'bytes-copied': { description: 'Bytes that were moved.' },
  'bytes-skipped': { description: 'Bytes that the destination had already.' },
  'duration-ms': { description: 'How long it took, in milliseconds.' },
  results: { description: 'JSON: an array with everything about every image.' },
  plan: { description: 'JSON: what was going to be done, also of a dry run.' },
  record: { description: 'Path of the file that the input `record` asked for.' },
  'source-kubeconfig': { description: 'With `install-oc`: path of a kubeconfig for the source.' },
  'destination-kubeconfig': { description: 'With `install-oc`: path of a kubeconfig for the destination.' },
  'error-code': { description: 'Why it failed: a code of docs/errors.md. Empty on success.' },
} as const satisfies Readonly<Record<string, { readonly description: string }>>;

export type OutputName = keyof typeof OUTPUTS;
