import type { SetupRequest } from '../promotion/setup-rules.ts';

/** How images can move. */
export const STRATEGIES: readonly SetupRequest['strategy'][] = ['copy', 'tag', 'import', 'build'];

/** The flags of `setup`, for the help. */
export const SETUP_FLAGS: readonly (readonly [flag: string, what: string])[] = [
  ['--for', `how images move: ${STRATEGIES.join(' | ')}`],
  ['--project', 'project of the destination'],
  ['--source-project', 'project of the source'],
  ['--side', 'source: an account that may only pull; destination (default): one that promotes'],
  ['--stream', 'image stream; default: all of the project'],
  ['--account', 'name of the service account; default: promoter (source: puller)'],
  ['--rollout', 'workload that is rolled out, as deployment/name; may be given several times'],
  ['--rollback', 'with what "rollback-on-failure" needs'],
  ['--further-tags', 'with what "destination-tags" and "backup-tag" need'],
  ['--token-secret', 'with a Secret that holds a token without end'],
];
