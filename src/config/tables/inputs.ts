import type { InputShape } from '../../core/ports/inputs.ts';
import type { InputRow, InputTable, ValuesOf } from './input-row.ts';
import { ATTEST_INPUTS } from './attest-inputs.ts';
import { ENVIRONMENT_INPUTS } from './environment-inputs.ts';
import { NOTIFY_INPUTS } from './notify-inputs.ts';
import { DESTINATION_SETUP_INPUTS } from './destination-inputs.ts';
import { inputsOfSide } from './side-inputs.ts';
import { WORKLOAD_KINDS, workloadRow } from '../../core/ports/workload-kinds.ts';
import { DOCUMENTATION } from '../../core/version.ts';

const WORKLOAD_FORMS = WORKLOAD_KINDS.map((kind) => `\`${kind}/name\` (\`${workloadRow(kind).shortName}/\`)`)
  .join(', ')
  .replace(/, (?=[^,]*$)/, ' or ');

/** Inputs that exist for the source only. */
const SOURCE_INPUTS = {
  'source-token-secret': {
    type: 'string',
    group: 'Rare',
    description:
      'Secret in the destination cluster that holds the source token, as `project/name#key`. Used instead of `source-token`, so that the CI system needs to know only one token.',
    example: 'prod/dev-cluster#token',
  },
} as const satisfies InputTable;

const RUN_INPUTS = {
  ...ENVIRONMENT_INPUTS,
  images: {
    type: 'lines',
    group: 'Typical',
    description:
      'Several images to promote in one run, one `source => destination[,tag…]` per line. Replaces `source-image` and `destination-image`. All content is moved before the first tag moves.',
    example: 'dev/app:1.4.2 => prod/app:1.4.2,stable',
  },
  'images-file': {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a file with entries as in `images`: one `source => destination[,tag…]` per line, or as items of a YAML list. Lines that start with `#` are comments.',
    example: './images.txt',
  },
  'destination-tags': {
    type: 'list',
    group: 'Typical',
    description: 'Additional tags for every destination image.',
    example: 'stable, latest',
  },
  rollout: {
    type: 'list',
    group: 'Typical',
    description: `Workloads to roll out in the destination cluster: ${WORKLOAD_FORMS}, with \`project/\` in front if it is not in the project of the destination image. The new image goes to the containers whose image trigger, tag or digest refers to the destination image; \`deployment/name[container]\` selects a container. \`auto\` selects every workload of that project that uses the destination tag, by image trigger or by image name, or that uses a digest of the stream.`,
    example: 'deployment/app',
  },
  ...DESTINATION_SETUP_INPUTS,
  'expected-digest': {
    type: 'string',
    group: 'Typical',
    description:
      'Digest that the source image must have, such as the one that was tested. If it differs, nothing is promoted.',
    example: 'sha256:…',
  },
  'dry-run': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description: 'Run all checks, print the plan and stop, without changing anything.',
  },
  'on-existing-tag': {
    type: 'enum',
    group: 'Typical',
    options: ['move', 'skip', 'fail'],
    default: 'move',
    description:
      'What to do if the destination tag already points to a different image: move the tag, leave it as it is, or fail.',
  },
  'backup-tag': {
    type: 'string',
    group: 'Typical',
    description:
      'Tag that keeps the previous image of the destination tag, in the same stream or repository. Empty: no backup.',
    example: 'previous',
  },
  'rollback-on-failure': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'Move the tags back and return the workloads to their previous revision if a rollout or its verification fails, or if the job is cancelled after a tag has moved.',
  },
  rollback: {
    type: 'string',
    group: 'Typical',
    description:
      'Image to roll the tag of `destination-image` back to, instead of promoting: `previous` (the image before the current one, not counting images that were rolled back), a number of steps back in the history of the tag (such as `2`), a digest or its beginning, or another tag of the stream. Source inputs are ignored. Empty: promote.',
    example: 'previous',
  },
  signatures: {
    type: 'enum',
    group: 'Typical',
    options: ['auto', 'always', 'never'],
    default: 'auto',
    description:
      'Whether to copy the signatures, attestations and SBOMs that are attached to the image. `auto`: warn about any that cannot be copied. `always`: fail in that case, before a tag moves.',
  },
  policy: {
    type: 'string',
    group: 'Typical',
    description: `Policy that every image must satisfy before it is promoted: the path of a policy file, or \`project/name\` of a ConfigMap in the destination cluster. If the policy refuses an image, nothing changes. See ${DOCUMENTATION}/policy.md.`,
    example: 'prod/promotion-policy',
  },
  'policy-override': {
    type: 'string',
    group: 'Usually a bad idea',
    description:
      'Reason for promoting an image that the policy refuses. Takes effect only if the policy allows it (`overrides: with-reason`), and is stored in the record.',
    example: 'INC-4711: the scanner is down',
  },
  'node-policy': {
    type: 'string',
    group: 'Typical',
    description:
      'Path of a `policy.json` that the nodes of the destination use. The check warns if they would refuse the image. Without it, the ClusterImagePolicies and ImagePolicies that the account may read are checked.',
    example: 'deploy/policy.json',
  },
  ...ATTEST_INPUTS,
  ...NOTIFY_INPUTS,
  'before-move': {
    type: 'string',
    group: 'Typical',
    verbatim: true,
    description:
      'Command that runs before anything changes, for example a scan. Exit code 0 lets the promotion continue; any other code stops it. Runs once per image with `sh -e` (PowerShell on Windows), with PROMOTE_DIGEST, PROMOTE_IMAGE, PROMOTE_SOURCE_IMAGE, PROMOTE_DESTINATION_IMAGE, PROMOTE_TAG and PROMOTE_PREVIOUS_DIGEST in its environment.',
    example: './scan.sh "$PROMOTE_SOURCE_IMAGE"',
  },
  'before-rollout': {
    type: 'string',
    group: 'Rare',
    verbatim: true,
    description:
      'Command that runs after the tags have moved and before the workloads are rolled out; workloads with an image trigger start rolling out as soon as their tag moves. Runs like `before-move`.',
    example: './migrate-database.sh',
  },
  'after-rollout': {
    type: 'string',
    group: 'Typical',
    verbatim: true,
    description:
      'Command that tests the workloads after the rollout, such as a smoke test. If it fails and `rollback-on-failure` is set, everything is rolled back. Runs like `before-move`.',
    example: './smoke-test.sh',
  },
  timeout: {
    type: 'duration',
    group: 'Typical',
    default: '10m',
    min: '1s',
    max: '24h',
    description: 'Maximum duration of one rollout, or of one build with `strategy: build`.',
  },
  strategy: {
    type: 'enum',
    group: 'Rare',
    options: ['auto', 'copy', 'tag', 'import', 'build'],
    default: 'auto',
    description: `How the image gets to the destination. \`copy\`: from registry to registry through the runner, byte for byte. \`tag\`: by a tag within one cluster; no content is moved and no registry route is needed. \`import\`: the destination cluster pulls the image itself. \`build\`: a Build in the destination cluster creates a new image from it, with a new digest. \`auto\`: \`tag\` if both sides are image streams of one cluster and the image is in its registry, otherwise \`copy\`. See ${DOCUMENTATION}/strategies.md.`,
  },
  'import-reference-policy': {
    type: 'enum',
    group: 'Rare',
    options: ['local', 'source'],
    default: 'local',
    description:
      'With `strategy: import`, where pods pull the image from. `local`: from the registry of the destination cluster, which fetches it from the source with the pull secrets of the project. `source`: directly from the source registry, with the pull secrets of the pods.',
  },
  'import-scheduled': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'With `strategy: import`, make the destination tags follow the source tag. The cluster then checks for a new image about every 15 minutes and moves the tags without this program.',
  },
  'import-insecure': {
    type: 'boolean',
    group: 'Usually a bad idea',
    default: false,
    description:
      'With `strategy: import`, let the destination cluster accept any certificate from the source registry, and plain HTTP, whenever it pulls.',
  },
  wait: {
    type: 'boolean',
    group: 'Rare',
    default: true,
    description: 'Wait until the new revision is complete.',
  },
  'verify-pods': {
    type: 'boolean',
    group: 'Rare',
    default: true,
    description: 'Fail unless every pod of the new revision runs the promoted digest.',
  },
  concurrency: {
    type: 'integer',
    group: 'Rare',
    default: 6,
    min: 1,
    max: 32,
    description: 'Number of large blobs to transfer at the same time.',
  },
  'mount-from': {
    type: 'list',
    group: 'Rare',
    description:
      'Repositories of the destination that hold base images: `project/stream`, or `path` or `path:tag` of another registry. Blobs found there are mounted instead of sent. In a cluster, streams of the destination projects, of `openshift` and of nearby projects are searched without being named.',
    example: 'base/ubi9, base/nodejs:20',
  },
  retries: {
    type: 'integer',
    group: 'Rare',
    default: 5,
    min: 0,
    max: 20,
    description:
      'Number of times to retry a request after a lost connection or a response with status 408, 429 or 5xx.',
  },
  'request-timeout': {
    type: 'duration',
    group: 'Rare',
    default: '60s',
    min: '1s',
    max: '1h',
    description: 'How long a connection may stay silent before the request fails.',
  },
  'install-oc': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'Install the `oc` client of the destination cluster for `before-move`, `before-rollout`, `after-rollout` and later steps, with a kubeconfig for each cluster (outputs `source-kubeconfig` and `destination-kubeconfig`). The kubeconfigs contain the tokens that were passed in; a token that the run obtained itself stops working when the run ends.',
  },
  'oc-url': {
    type: 'string',
    group: 'Rare',
    description:
      'URL of an archive with `oc` (.tar, .tar.gz, .zip), for `install-oc` to use instead of the one the cluster offers.',
    example: 'https://files.example.com/openshift-client-linux.tar.gz',
  },
  'oc-sha256': {
    type: 'string',
    group: 'Rare',
    description: 'SHA-256 checksum of the archive at `oc-url`, in hexadecimal.',
  },
  summary: {
    type: 'boolean',
    group: 'Rare',
    default: true,
    description: 'Write a job summary.',
  },
  record: {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a JSON file to write the plan, the result and any error to. If the path ends in `.html`, it gets a self-contained HTML page, and the JSON file is written next to it.',
    example: 'promotion.html',
  },
  'log-level': {
    type: 'enum',
    group: 'Rare',
    options: ['info', 'debug'],
    default: 'info',
    description: 'How much is logged.',
  },
} as const satisfies InputTable;

/** All inputs. Types, parser, action.yml, flags and documentation are derived from this table. */
export const INPUTS = {
  ...inputsOfSide('source'),
  ...SOURCE_INPUTS,
  ...inputsOfSide('destination'),
  ...RUN_INPUTS,
};

export type InputName = keyof typeof INPUTS;
export type Inputs = ValuesOf<typeof INPUTS>;

export const INPUT_NAMES = Object.keys(INPUTS) as readonly InputName[];

export function inputRow(name: InputName): InputRow {
  return INPUTS[name];
}

/** What hosts need to know about each input to read it. */
export const INPUT_SHAPES: readonly InputShape[] = INPUT_NAMES.map((name) => {
  const row = inputRow(name);
  return {
    name,
    secret: row.secret === true,
    isSwitch: row.type === 'boolean',
    isList: row.type === 'list' || row.type === 'lines',
  };
});
