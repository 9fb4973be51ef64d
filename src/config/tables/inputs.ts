import type { InputShape } from '../../core/ports/inputs.ts';
import type { InputRow, InputTable, ValuesOf } from './input-row.ts';
import { DESTINATION_SETUP_INPUTS } from './destination-inputs.ts';
import { inputsOfSide } from './side-inputs.ts';

/** What only makes sense of one side. */
const SOURCE_INPUTS = {
  'source-token-secret': {
    type: 'string',
    group: 'Rare',
    description:
      'Secret of the destination cluster that keeps the token of the source, as `project/name#key`, instead of `source-token`: the CI system then knows one token only.',
    example: 'prod/dev-cluster#token',
  },
} as const satisfies InputTable;

const RUN_INPUTS = {
  images: {
    type: 'lines',
    group: 'Typical',
    description:
      'Several images at once, one per line: `source => destination[,tag…]`. Replaces `source-image` and `destination-image`. All content is moved before the first tag moves.',
    example: 'dev/app:1.4.2 => prod/app:1.4.2,stable',
  },
  'images-file': {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a file with what `images` would hold: one `source => destination[,tag…]` per line, which may also be the items of a YAML list. Lines that begin with `#` are comments.',
    example: './images.txt',
  },
  'destination-tags': {
    type: 'list',
    group: 'Typical',
    description: 'Further tags for every destination image.',
    example: 'stable, latest',
  },
  rollout: {
    type: 'list',
    group: 'Typical',
    description:
      'Workloads of the destination to roll out: `deployment/name`, `deploymentconfig/name` (`dc/`), `statefulset/name` (`sts/`), `daemonset/name` (`ds/`) or `cronjob/name` (`cj/`), with `project/` in front when it is not the project of the destination image. A container gets the image when its image trigger, its tag or its digest says so; `deployment/name[container]` names it. `auto`: every workload of that project that uses the destination tag, by image trigger or by the name of its image, or the stream by digest.',
    example: 'deployment/app',
  },
  ...DESTINATION_SETUP_INPUTS,
  'expected-digest': {
    type: 'string',
    group: 'Typical',
    description: 'Promote only if the source is this digest: what was tested is what goes out.',
    example: 'sha256:…',
  },
  'dry-run': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description: 'Do everything that changes nothing, print the plan and stop.',
  },
  'on-existing-tag': {
    type: 'enum',
    group: 'Typical',
    options: ['move', 'skip', 'fail'],
    default: 'move',
    description: 'What to do when the destination tag exists and is another image.',
  },
  'backup-tag': {
    type: 'string',
    group: 'Typical',
    description:
      'Tag that keeps what the destination tag was before it moved, in the same stream or repository. Empty: none.',
    example: 'previous',
  },
  'rollback-on-failure': {
    type: 'boolean',
    group: 'Typical',
    default: false,
    description:
      'When a rollout or its verification fails, or the job is cancelled after a tag moved: move the tags back and the workloads to the revision they had.',
  },
  rollback: {
    type: 'string',
    group: 'Typical',
    description:
      'Go back instead of promoting. The tag of `destination-image` becomes what it was: `previous`, leaving out what was taken back since; `2`, so many steps back in its history; a digest or the beginning of one; or what another tag of the stream is. Inputs of the source then mean nothing. Empty: promote.',
    example: 'previous',
  },
  signatures: {
    type: 'enum',
    group: 'Typical',
    options: ['auto', 'always', 'never'],
    default: 'auto',
    description:
      'Whether signatures, attestations and SBOMs that are attached to the image travel with it. `auto`: what cannot be carried is a warning; `always`: it fails the promotion before a tag moves.',
  },
  policy: {
    type: 'string',
    group: 'Typical',
    description:
      'What an image must prove before it is promoted: path of a policy, or `project/name` of a ConfigMap of the destination that holds one. Nothing changes when it refuses an image. docs/policy.md shows how to write one.',
    example: 'prod/promotion-policy',
  },
  'policy-override': {
    type: 'string',
    group: 'Usually a bad idea',
    description:
      'Why the image is promoted in spite of the policy. Counts only where the policy allows it (`overrides: with-reason`), and is in the record.',
    example: 'INC-4711: the scanner is down',
  },
  webhook: {
    type: 'string',
    group: 'Typical',
    description:
      'Whom to tell when everything else is done, also when nothing had to change: a BuildConfig of the destination cluster with a generic webhook (`buildconfig/name`, with `project/` in front for another project), which gets IMAGE, TAG, DIGEST, SOURCE_IMAGE and PREVIOUS_DIGEST as environment; or a URL that gets a POST with JSON.',
    example: 'buildconfig/release',
  },
  'webhook-secret': {
    type: 'string',
    group: 'Typical',
    secret: true,
    description:
      'Secret of the webhook. It replaces `{secret}` in the URL; if there is none, it signs the body (`X-Hub-Signature-256`, HMAC with SHA-256).',
  },
  'before-move': {
    type: 'string',
    group: 'Typical',
    verbatim: true,
    description:
      'Command that may stop the promotion before anything changes; `sh -e` runs it (PowerShell on Windows), once for each image, with PROMOTE_DIGEST, PROMOTE_IMAGE, PROMOTE_SOURCE_IMAGE, PROMOTE_DESTINATION_IMAGE, PROMOTE_TAG and PROMOTE_PREVIOUS_DIGEST in its environment. It ends with 0: go on.',
    example: './scan.sh "$PROMOTE_SOURCE_IMAGE"',
  },
  'before-rollout': {
    type: 'string',
    group: 'Rare',
    verbatim: true,
    description:
      'Command that runs when the tags have moved, before the workloads are rolled out (those with an image trigger start with the tag). As `before-move`.',
    example: './migrate-database.sh',
  },
  'after-rollout': {
    type: 'string',
    group: 'Typical',
    verbatim: true,
    description:
      'Command that tries what is rolled out, such as a smoke test; with `rollback-on-failure`, everything goes back when it fails. As `before-move`.',
    example: './smoke-test.sh',
  },
  timeout: {
    type: 'duration',
    group: 'Typical',
    default: '10m',
    min: '1s',
    max: '24h',
    description: 'How long one rollout, or one build of `strategy: build`, may take.',
  },
  strategy: {
    type: 'enum',
    group: 'Rare',
    options: ['auto', 'copy', 'tag', 'import', 'build'],
    default: 'auto',
    description:
      'How the image moves. `copy`: registry to registry through the runner, byte for byte. `tag`: a tag inside one cluster; nothing moves, and no registry route is needed. `import`: the destination cluster pulls it by itself. `build`: a Build of the destination cluster makes it anew; its digest changes. `auto`: `tag` where both sides are image streams of one cluster and the image is in its registry, else `copy`. More in docs/strategies.md.',
  },
  'import-reference-policy': {
    type: 'enum',
    group: 'Rare',
    options: ['local', 'source'],
    default: 'local',
    description:
      'With `strategy: import`, where pods pull the image from. `local`: the registry of the destination cluster, which fetches it from the source with the pull secrets of the project. `source`: the registry of the source itself, with the pull secrets of the pods.',
  },
  'import-scheduled': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'With `strategy: import`, the destination tags follow the source tag from now on: the cluster looks for a new image every 15 minutes or so, and moves them without this program.',
  },
  'import-insecure': {
    type: 'boolean',
    group: 'Usually a bad idea',
    default: false,
    description:
      'With `strategy: import`, the destination cluster takes any certificate of the source registry, and plain HTTP, each time it pulls.',
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
    description: 'Succeed only if every pod of the new revision runs the promoted digest.',
  },
  concurrency: {
    type: 'integer',
    group: 'Rare',
    default: 6,
    min: 1,
    max: 32,
    description: 'Large blobs in flight at the same time.',
  },
  retries: {
    type: 'integer',
    group: 'Rare',
    default: 5,
    min: 0,
    max: 20,
    description: 'How often a request is repeated after a lost connection or an answer 408, 429 or 5xx.',
  },
  'request-timeout': {
    type: 'duration',
    group: 'Rare',
    default: '60s',
    min: '1s',
    max: '1h',
    description: 'How long a connection may be silent.',
  },
  'install-oc': {
    type: 'boolean',
    group: 'Rare',
    default: false,
    description:
      'Bring the `oc` of the destination cluster for the commands above and for later steps, with a kubeconfig for each side (outputs `source-kubeconfig` and `destination-kubeconfig`). They hold the tokens this run was given; tokens it obtained itself end with it.',
  },
  'oc-url': {
    type: 'string',
    group: 'Rare',
    description: 'Archive with `oc` (.tar, .tar.gz, .zip) for `install-oc`, instead of that of the cluster.',
    example: 'https://files.example.com/openshift-client-linux.tar.gz',
  },
  'oc-sha256': {
    type: 'string',
    group: 'Rare',
    description: 'SHA-256 of that archive, in hexadecimal digits.',
  },
  summary: {
    type: 'boolean',
    group: 'Rare',
    default: true,
    description: 'Write the job summary.',
  },
  record: {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a JSON file that receives the plan, the result and the error, if any. When it ends in `.html`, a page for people, which needs nothing else, with the JSON file beside it.',
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

/** Every input there is. All else (types, parser, action.yml, flags, documentation) comes from here. */
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

/** What hosts have to know of each input to find it. */
export const INPUT_SHAPES: readonly InputShape[] = INPUT_NAMES.map((name) => {
  const row = inputRow(name);
  return {
    name,
    secret: row.secret === true,
    isSwitch: row.type === 'boolean',
    isList: row.type === 'list' || row.type === 'lines',
  };
});
