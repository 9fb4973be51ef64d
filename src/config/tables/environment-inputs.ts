import { DOCUMENTATION } from '../../core/version.ts';
import type { InputTable } from './input-row.ts';

/** Inputs that name environments and applications, and choose what to promote. */
export const ENVIRONMENT_INPUTS = {
  environments: {
    type: 'string',
    group: 'Typical',
    description: `Path of a file that names environments and applications. With it, \`to\` and \`app\` replace the inputs for servers, images and workloads; whatever else is given comes first. See ${DOCUMENTATION}/environments.md.`,
    example: './environments.yaml',
  },
  from: {
    type: 'string',
    group: 'Typical',
    description:
      'With `environments`: the environment to promote from. If omitted, the one that the file names for `to`.',
    example: 'test',
  },
  to: {
    type: 'string',
    group: 'Typical',
    description: 'With `environments`: the environment to promote to.',
    example: 'prod',
  },
  app: {
    type: 'list',
    group: 'Typical',
    description: 'With `environments`: the applications to promote.',
    example: 'web',
  },
  release: {
    type: 'string',
    group: 'Typical',
    description:
      'Tag to promote, for source images that are given without a tag: a tag; `semver:` and a range, such as `semver:^1.4`, for the highest version in it; or `newest:` and a pattern, such as `newest:main-*`, for the tag that was moved last. With `environments`, empty means what the source environment runs.',
    example: 'semver:^1.4',
  },
  'minimum-age': {
    type: 'duration',
    group: 'Typical',
    default: '0s',
    min: '0s',
    max: '8760h',
    description:
      'Promote only images whose tag has pointed to them for this long. `release` passes over younger ones.',
    example: '24h',
  },
  'freeze-override': {
    type: 'string',
    group: 'Usually a bad idea',
    description:
      'With `environments`: reason for promoting to an environment that is frozen. It is stored in the record.',
    example: 'INC-4711: security fix',
  },
} as const satisfies InputTable;
