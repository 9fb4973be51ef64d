import type { InputTable } from './input-row.ts';

/** What to set up at the destination before and after the image arrives. */
export const DESTINATION_SETUP_INPUTS = {
  'create-project': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'Create the project of the destination image if it does not exist. The account must be allowed to request projects.',
  },
  'project-display-name': {
    type: 'string',
    group: 'Rare',
    description: 'Display name of a project created by `create-project`.',
    example: 'Shop (production)',
  },
  'grant-pull': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'Allow the service accounts of the destination project to pull from the source project (role `system:image-puller`), for workloads that refer to the source stream directly. Only within one cluster.',
  },
  'link-pull-secret': {
    type: 'list',
    group: 'Rare',
    description:
      'Pull secrets of the destination project to link to service accounts: `secret` for the service account `default`, or `secret:account`.',
    example: 'quay-pull, quay-pull:app',
  },
  template: {
    type: 'string',
    group: 'Typical',
    description:
      'OpenShift template to process and apply after the tags have moved: a path, a URL, or `project/name` for a template in the destination cluster. The parameters `PROMOTE_IMAGE`, `PROMOTE_DIGEST`, `PROMOTE_TAG`, `PROMOTE_STREAM` and `PROMOTE_PROJECT` are filled in if the template declares them.',
    example: 'deploy/app.yaml',
  },
  'template-parameters': {
    type: 'lines',
    group: 'Typical',
    verbatim: true,
    description:
      'Parameters for the template, one `NAME=value` per line. A line `@path` reads a parameter file in the same way as `oc process --param-file`, including `export`, quotes and comments; values given directly take precedence over files. `${PROMOTE_IMAGE}` and the other `PROMOTE_…` names listed under `template` are replaced in the values.',
    example: 'IMAGE=${PROMOTE_IMAGE}',
  },
  manifests: {
    type: 'list',
    group: 'Typical',
    description:
      'Manifests to apply after the tags have moved: paths, folders, patterns such as `deploy/*.yaml`, or URLs. `${PROMOTE_IMAGE}` and the other `PROMOTE_…` names listed under `template` are replaced in them. Only objects in the destination project are allowed.',
    example: 'deploy/*.yaml',
  },
  gitops: {
    type: 'lines',
    group: 'Typical',
    description:
      'Files of the git checkout of this job in which the promoted image is written, for Argo CD or Flux to roll out: one `path` per line of a kustomization or a manifest, or `path key` for Helm values and any other YAML, such as `deploy/values.yaml image.digest`. A key that ends in `digest` gets the digest, one that ends in `tag` the tag, any other the image by digest. In a kustomization, the key is the `name` of the image. With several images, a key is followed by the destination image. Only these values change, in one commit.',
    example: 'deploy/kustomization.yaml',
  },
  'gitops-branch': {
    type: 'string',
    group: 'Typical',
    description:
      'Branch for the commit of `gitops`, which is created if it does not exist. Empty: the branch that is checked out.',
    example: 'promote-app',
  },
  'gitops-push': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'Push the commit of `gitops` to `origin` with the credentials of the checkout. If another push was faster, the change is made again on the new head. Never forced.',
  },
  'gitops-message': {
    type: 'string',
    group: 'Rare',
    verbatim: true,
    description:
      'Message of the commit of `gitops`, in which `${PROMOTE_TAG}`, `${PROMOTE_DIGEST}` and `${PROMOTE_IMAGE}` are replaced with those of the first image. Trailers with source, destination, digest and run follow. Empty: `Promote` and the destination image.',
    example: 'deploy: app ${PROMOTE_TAG}',
  },
  'gitops-application': {
    type: 'string',
    group: 'Rare',
    description:
      'Argo CD or Flux object that deploys the workloads of `rollout`, as `namespace/name` for an Application, or `kustomization/namespace/name` or `helmrelease/namespace/name` for Flux. Needed only if the workloads do not show it, or to wait for a commit that is made outside this run: without `gitops`, `rollout` then waits until the digest arrives, instead of rolling out.',
    example: 'openshift-gitops/shop',
  },
  'force-conflicts': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'Take over fields of applied objects that another tool manages, such as `oc apply`, instead of failing.',
  },
  'create-workload': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'Create each workload of `rollout` that does not exist, as a Deployment with a Service for the ports of the image.',
  },
  expose: {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description: 'With `create-workload`, create a Route as well.',
  },
} as const satisfies InputTable;
