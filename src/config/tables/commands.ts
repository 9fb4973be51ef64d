import type { InputShape } from '../../core/ports/inputs.ts';
import { INPUT_NAMES, INPUT_SHAPES, type InputName } from './inputs.ts';

/** A flag of one command, besides its inputs. */
export interface CommandFlag {
  readonly name: string;
  /** what it takes, in words: `N`, `digest`; alternatives with ` | ` between; empty: it is a switch */
  readonly takes: string;
  readonly description: string;
}

/** A command of the shell. Dispatch, help and completion come from this table. */
export interface CommandRow {
  readonly summary: string;
  /** the input that may be given without its name, right after the command */
  readonly positional?: { readonly input: InputName; readonly shown: string };
  readonly inputs: readonly InputName[];
  readonly flags: readonly CommandFlag[];
  /** values of `--output`; the first is the default, none: there is no such flag */
  readonly outputs: readonly string[];
  readonly examples: readonly string[];
}

const startsWith = (...starts: readonly string[]): readonly InputName[] =>
  INPUT_NAMES.filter((name) => starts.some((start) => name.startsWith(start)));
const without = (names: readonly InputName[], ...unwanted: readonly InputName[]): readonly InputName[] =>
  names.filter((name) => !unwanted.includes(name));

const CLIENT_INPUTS = ['retries', 'request-timeout', 'log-level'] as const;

const PROMOTION_EXAMPLE =
  '--source-server=https://api.dev.example.com:6443 --source-image=dev/app:1.4.2 --destination-server=https://api.prod.example.com:6443 --destination-image=prod/app:1.4.2';

const COMMAND_ROWS = {
  promote: {
    summary: 'promote images (the default)',
    inputs: INPUT_NAMES,
    flags: [],
    outputs: ['table', 'json', 'plain'],
    examples: [`openshift-promote promote ${PROMOTION_EXAMPLE} --rollout=deployment/app`],
  },
  plan: {
    summary: 'tell what promote would do, and change nothing',
    inputs: INPUT_NAMES,
    flags: [
      {
        name: 'shards',
        takes: 'N',
        description:
          'How many jobs github-matrix and gitlab-matrix share the images among, at most (default 4).',
      },
    ],
    outputs: ['table', 'json', 'plain', 'github-matrix', 'gitlab-matrix'],
    examples: [
      `openshift-promote plan ${PROMOTION_EXAMPLE}`,
      'openshift-promote plan --images-file=images.txt --output=github-matrix --shards=8',
    ],
  },
  doctor: {
    summary: 'find everything that would stop a promotion, and change nothing',
    inputs: without(INPUT_NAMES, 'rollback'),
    flags: [],
    outputs: ['table', 'json'],
    examples: [`openshift-promote doctor ${PROMOTION_EXAMPLE}`],
  },
  policy: {
    summary: 'ask a policy about an image: policy check IMAGE --policy=FILE',
    positional: { input: 'source-image', shown: 'check project/stream:tag' },
    inputs: [
      ...startsWith('source-'),
      ...without(startsWith('destination-'), 'destination-tags', 'destination-image'),
      ...startsWith('policy'),
      ...CLIENT_INPUTS,
    ],
    flags: [],
    outputs: ['table', 'json'],
    examples: [
      'openshift-promote policy check registry.example.com/team/app:1.4.2 --policy=policy.yaml',
      'openshift-promote policy check dev/app:1.4.2 --policy=prod/promotion-policy --source-server=https://api.dev.example.com:6443 --destination-server=https://api.prod.example.com:6443',
    ],
  },
  tags: {
    summary: 'list the tags of a stream to choose a release from, or what one tag has been',
    positional: { input: 'source-image', shown: 'project/stream[:tag]' },
    inputs: [
      ...startsWith('source-'),
      ...without(startsWith('destination-'), 'destination-tags'),
      ...CLIENT_INPUTS,
    ],
    flags: [
      {
        name: 'side',
        takes: 'source | destination',
        description:
          'Where to look, when both clusters are given. Without it the source, then the destination if the source does not have it.',
      },
      { name: 'limit', takes: 'N', description: 'How many are listed at most, newest first (default 20).' },
    ],
    outputs: ['table', 'json', 'github-matrix'],
    examples: [
      'openshift-promote tags dev/app --source-server=https://api.dev.example.com:6443',
      'openshift-promote tags prod/app:live --source-kubeconfig=prod.yaml',
    ],
  },
  rollback: {
    summary: 'take a tag and its workloads back to what they were',
    positional: { input: 'destination-image', shown: 'project/stream:tag' },
    inputs: [
      ...startsWith('destination-'),
      'rollout',
      'dry-run',
      'backup-tag',
      'rollback-on-failure',
      ...startsWith('webhook', 'before-', 'after-'),
      'timeout',
      'wait',
      'verify-pods',
      ...startsWith('install-oc', 'oc-'),
      'summary',
      'record',
      ...CLIENT_INPUTS,
    ],
    flags: [
      {
        name: 'to',
        takes: 'previous | N | sha256:… | tag',
        description:
          'Where to: what the tag was before, leaving out what was taken back (the default), so many steps back in its history, a digest or the beginning of one, or what another tag of the stream is.',
      },
    ],
    outputs: ['table', 'json', 'plain'],
    examples: [
      'openshift-promote rollback prod/app:live --rollout=dc/app --dry-run',
      'openshift-promote rollback prod/app:live --to=2 --rollout=dc/app',
    ],
  },
  setup: {
    summary: 'print the manifest of an account that may do what a promotion needs, and no more',
    inputs: [],
    flags: [
      { name: 'for', takes: 'copy | tag | import | build', description: 'How images move.' },
      { name: 'project', takes: 'name', description: 'Project of the destination.' },
      { name: 'source-project', takes: 'name', description: 'Project of the source.' },
      {
        name: 'side',
        takes: 'source | destination',
        description: 'source: an account that may only pull; destination (the default): one that promotes.',
      },
      { name: 'stream', takes: 'name', description: 'Image stream; all of the project when not given.' },
      {
        name: 'account',
        takes: 'name',
        description: 'Name of the service account; promoter (source: puller) when not given.',
      },
      {
        name: 'rollout',
        takes: 'deployment/name',
        description: 'Workload that is rolled out; may be given several times.',
      },
      { name: 'rollback', takes: '', description: 'With what "rollback-on-failure" needs.' },
      {
        name: 'further-tags',
        takes: '',
        description: 'With what "destination-tags" and "backup-tag" need.',
      },
      {
        name: 'policy',
        takes: 'project/name',
        description: 'ConfigMap of the destination with the policy; the account may read it, and no other.',
      },
      { name: 'token-secret', takes: '', description: 'With a Secret that holds a token without end.' },
    ],
    outputs: [],
    examples: ['openshift-promote setup --for=copy --project=prod --rollout=deployment/app | oc apply -f -'],
  },
  completion: {
    summary: 'print the completion script of a shell: bash, zsh, fish or powershell',
    inputs: [],
    flags: [],
    outputs: [],
    examples: ['source <(openshift-promote completion bash)', 'openshift-promote completion fish | source'],
  },
  sandbox: {
    summary: 'start two small OpenShift clusters on this machine to play with',
    inputs: [],
    flags: [],
    outputs: [],
    examples: ['openshift-promote sandbox'],
  },
  demo: {
    summary: 'start the sandbox and promote an image in it, end to end',
    inputs: [],
    flags: [],
    outputs: [],
    examples: ['openshift-promote demo'],
  },
} as const satisfies Readonly<Record<string, CommandRow>>;

export type CommandName = keyof typeof COMMAND_ROWS;

export const COMMAND_NAMES = Object.keys(COMMAND_ROWS) as readonly CommandName[];

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

export function isCommandName(text: string | undefined): text is CommandName {
  return text !== undefined && Object.hasOwn(COMMAND_ROWS, text);
}

export function commandRow(name: CommandName): CommandRow {
  return COMMAND_ROWS[name];
}

/** What a host has to know of the inputs and flags of a command. */
export function shapesOf(command: CommandName): readonly InputShape[] {
  const { inputs, flags } = commandRow(command);
  return [
    ...INPUT_SHAPES.filter(({ name }) => inputs.some((input) => input === name)),
    ...flags.map(({ name, takes }) => ({ name, secret: false, isSwitch: takes === '', isList: false })),
  ];
}
