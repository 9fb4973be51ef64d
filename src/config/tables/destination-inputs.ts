import type { InputTable } from './input-row.ts';

/** What the destination shall have before and after the image arrives. */
export const DESTINATION_SETUP_INPUTS = {
  'create-project': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'Create the project of the destination image when it does not exist. The account needs the right to request projects.',
  },
  'project-display-name': {
    type: 'string',
    group: 'Rare',
    description: 'Display name of the project that `create-project` creates.',
    example: 'Shop (production)',
  },
  'grant-pull': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      "Let the service accounts of the destination's project pull from the source's project (`system:image-puller`), for workloads that name the source stream themselves. Only inside one cluster.",
  },
  'link-pull-secret': {
    type: 'list',
    group: 'Rare',
    description:
      'Pull secrets of the destination project that pods shall use: `secret` for the service account `default`, or `secret:account`.',
    example: 'quay-pull, quay-pull:app',
  },
  template: {
    type: 'string',
    group: 'Typical',
    description:
      'OpenShift template to process and apply after the tags moved: path, URL, or `project/name` of a template in the destination cluster. Its parameters `PROMOTE_IMAGE`, `PROMOTE_DIGEST`, `PROMOTE_TAG`, `PROMOTE_STREAM` and `PROMOTE_PROJECT`, if it has them, are filled in.',
    example: 'deploy/app.yaml',
  },
  'template-parameters': {
    type: 'lines',
    group: 'Typical',
    verbatim: true,
    description:
      'Parameters of the template, one `NAME=value` per line; `@path` reads such lines from a file, as `oc process --param-file` does: with `export`, quotes and comments. A line goes before a file. `${PROMOTE_IMAGE}` and the like in a value stand for what is promoted.',
    example: 'IMAGE=${PROMOTE_IMAGE}',
  },
  manifests: {
    type: 'list',
    group: 'Typical',
    description:
      'Manifests to apply after the tags moved: paths, folders, patterns such as `deploy/*.yaml`, URLs. `${PROMOTE_IMAGE}` and the like in them stand for what is promoted. Only objects of the destination’s project.',
    example: 'deploy/*.yaml',
  },
  'force-conflicts': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'Take over fields of applied objects that something else manages, such as `oc apply` until now, instead of failing.',
  },
  'create-workload': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'Make a Deployment, with a Service for the ports of the image, when a workload of `rollout` does not exist.',
  },
  expose: {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description: 'With `create-workload`: make a Route, too.',
  },
} as const satisfies InputTable;
