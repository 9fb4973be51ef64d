import { GITHUB_RECORDS, OCCASIONS } from '../../core/notification.ts';
import { DOCUMENTATION } from '../../core/version.ts';
import type { InputTable } from './input-row.ts';

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** Who is called at the end: a webhook, which is a part of the promotion, and messages and records, which never change its result. */
export const NOTIFY_INPUTS = {
  webhook: {
    type: 'string',
    group: 'Typical',
    description:
      'Called after everything else has finished, even if nothing had to change. `buildconfig/name` (with `project/` in front for another project) starts a build in the destination cluster through its generic webhook, with IMAGE, TAG, DIGEST, SOURCE_IMAGE and PREVIOUS_DIGEST in its environment. A URL receives a POST request with JSON.',
    example: 'buildconfig/release',
  },
  'webhook-secret': {
    type: 'string',
    group: 'Typical',
    secret: true,
    description:
      'Secret of the webhook. It replaces `{secret}` in the URL; without that placeholder, it signs the request body (`X-Hub-Signature-256`, HMAC with SHA-256).',
  },
  'notify-url': {
    type: 'string',
    group: 'Typical',
    secret: true,
    description: `Incoming webhook of a Slack or Teams channel, or of another chat that reads messages for Slack, to send the result to. If the message cannot be sent, there is a warning and the result stays as it is. Not the build webhook, which is \`webhook\`. See ${DOCUMENTATION}/recipes/notify.md.`,
  },
  'notify-on': {
    type: 'list',
    group: 'Typical',
    description: `Results to send a message about: ${quoted(OCCASIONS)}. A promotion that failed and was rolled back is both of the latter. If omitted, all of them. There is no message about a success that changed nothing.`,
    example: 'failure, rollback',
  },
  'notify-format': {
    type: 'enum',
    group: 'Rare',
    options: ['auto', 'slack', 'teams', 'text'],
    default: 'auto',
    description:
      'Format of the message. `slack`: Block Kit. `teams`: an Adaptive Card. `text`: only the text of a Slack message, for Mattermost, Rocket.Chat and others. `auto`: by the host of `notify-url`.',
  },
  'github-token': {
    type: 'string',
    group: 'Typical',
    githubOnly: true,
    secret: true,
    description:
      'Token to record the result at GitHub with: that of the job, which the expression `github.token` gives. The job needs `permissions: { deployments: write }`.',
  },
  'github-environment': {
    type: 'string',
    group: 'Typical',
    githubOnly: true,
    description:
      'Environment of the GitHub deployment that the result is recorded as, with `github-token`. Leave it out for a job with `environment:`, whose deployment GitHub creates itself. If omitted, the name that `to` gives.',
    example: 'production',
  },
  'github-records': {
    type: 'list',
    group: 'Rare',
    githubOnly: true,
    description: `What to record at GitHub, with \`github-token\`: ${quoted(GITHUB_RECORDS)}. \`deployment\`, the default: a deployment of the repository. \`artifact\`: for the organization, which digest is deployed where; the job needs \`permissions: { artifact-metadata: write }\`.`,
    example: 'deployment, artifact',
  },
} as const satisfies InputTable;
