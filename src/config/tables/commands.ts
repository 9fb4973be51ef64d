import type { InputShape } from '../../core/ports/inputs.ts';
import { INPUT_NAMES, INPUT_SHAPES, type InputName } from './inputs.ts';
import { SETUP_COMMAND } from './setup-command.ts';

/** A flag of one command that is not an input. */
export interface CommandFlag {
  readonly name: string;
  /** placeholder for its value: `N`, `digest`; alternatives separated by ` | `; empty for a switch */
  readonly takes: string;
  readonly description: string;
}

/** A command of the shell. Dispatch, help and completion come from this table. */
export interface CommandRow {
  readonly summary: string;
  /** the input that may follow the command without its name */
  readonly positional?: { readonly input: InputName; readonly shown: string };
  readonly inputs: readonly InputName[];
  readonly flags: readonly CommandFlag[];
  /** values of `--output`, the default first; empty if the command has no such flag */
  readonly outputs: readonly string[];
  readonly examples: readonly string[];
}

const startsWith = (...starts: readonly string[]): readonly InputName[] =>
  INPUT_NAMES.filter((name) => starts.some((start) => name.startsWith(start)));
const without = (names: readonly InputName[], ...unwanted: readonly InputName[]): readonly InputName[] =>
  names.filter((name) => !unwanted.includes(name));

const CLIENT_INPUTS = ['retries', 'request-timeout', 'log-level'] as const;

/** For commands that look at one tag of one environment. */
const PLACE_INPUTS = ['environments', 'to', 'app'] as const;

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
    summary: 'show what promote would do, without changing anything',
    inputs: INPUT_NAMES,
    flags: [
      {
        name: 'shards',
        takes: 'N',
        description:
          'Maximum number of jobs that github-matrix and gitlab-matrix spread the images over (default 4).',
      },
    ],
    outputs: ['table', 'json', 'plain', 'github-matrix', 'gitlab-matrix'],
    examples: [
      `openshift-promote plan ${PROMOTION_EXAMPLE}`,
      'openshift-promote plan --environments=environments.yaml --to=prod --app=web',
      'openshift-promote plan --images-file=images.txt --output=github-matrix --shards=8',
    ],
  },
  doctor: {
    summary: 'find everything that would stop a promotion, without changing anything',
    inputs: without(INPUT_NAMES, 'rollback'),
    flags: [],
    outputs: ['table', 'json'],
    examples: [`openshift-promote doctor ${PROMOTION_EXAMPLE}`],
  },
  policy: {
    summary: 'check an image against a policy: policy check IMAGE --policy=FILE',
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
  verify: {
    summary: 'verify how an image got where it is, who signed that, and what runs it',
    positional: { input: 'destination-image', shown: 'project/stream:tag' },
    inputs: [
      ...without(startsWith('destination-'), 'destination-tags'),
      ...PLACE_INPUTS,
      'verify-pods',
      ...CLIENT_INPUTS,
    ],
    flags: [
      {
        name: 'key',
        takes: 'FILE',
        description: 'Public key whose signatures count. Several are separated by commas.',
      },
      {
        name: 'identity',
        takes: 'subject',
        description: 'Identity in certificates whose signatures count, exactly as it stands there.',
      },
      { name: 'issuer', takes: 'URL', description: 'Issuer of that identity.' },
      {
        name: 'trusted-root',
        takes: 'FILE',
        description:
          'trusted_root.json with the certificate authorities and logs to trust. If omitted, those of the public instance of sigstore.',
      },
    ],
    outputs: ['table', 'json', 'html'],
    examples: [
      'openshift-promote verify prod/app:live --key=cosign.pub --destination-server=https://api.prod.example.com:6443',
      'openshift-promote verify prod/app:live --key=cosign.pub --output=html > chain.html',
    ],
  },
  history: {
    summary: 'show who promoted what to a tag, and from where',
    positional: { input: 'destination-image', shown: 'project/stream:tag' },
    inputs: [...without(startsWith('destination-'), 'destination-tags'), ...PLACE_INPUTS, ...CLIENT_INPUTS],
    flags: [],
    outputs: ['table', 'json'],
    examples: [
      'openshift-promote history prod/app:live --destination-server=https://api.prod.example.com:6443',
    ],
  },
  tags: {
    summary: 'list the tags of a stream, or the history of one tag',
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
        description: 'Cluster to search if both are given. If omitted: the source, then the destination.',
      },
      {
        name: 'limit',
        takes: 'N',
        description: 'Maximum number of entries to list, newest first (default 20).',
      },
    ],
    outputs: ['table', 'json', 'github-matrix'],
    examples: [
      'openshift-promote tags dev/app --source-server=https://api.dev.example.com:6443',
      'openshift-promote tags prod/app:live --source-kubeconfig=prod.yaml',
    ],
  },
  rollback: {
    summary: 'roll back a tag and its workloads to a previous image',
    positional: { input: 'destination-image', shown: 'project/stream:tag' },
    inputs: [
      ...startsWith('destination-'),
      'rollout',
      'dry-run',
      'backup-tag',
      'rollback-on-failure',
      ...startsWith('webhook', 'notify-', 'github-', 'before-', 'after-'),
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
          'Image to roll back to: previous (the default) is the image before the current one, not counting images that were rolled back. Otherwise a number of steps back in the history of the tag, a digest or its beginning, or another tag of the stream.',
      },
    ],
    outputs: ['table', 'json', 'plain'],
    examples: [
      'openshift-promote rollback prod/app:live --rollout=dc/app --dry-run',
      'openshift-promote rollback prod/app:live --to=2 --rollout=dc/app',
    ],
  },
  board: {
    summary: 'show what is where in all environments of a file, and what is wrong',
    positional: { input: 'environments', shown: 'environments.yaml' },
    inputs: ['environments', 'to', 'app', ...CLIENT_INPUTS],
    flags: [],
    outputs: ['table', 'json', 'markdown', 'html'],
    examples: ['openshift-promote board environments.yaml --output=html > board.html'],
  },
  environments: {
    summary: 'check a file of environments: environments check FILE',
    positional: { input: 'environments', shown: 'check environments.yaml' },
    inputs: ['environments'],
    flags: [],
    outputs: ['table'],
    examples: ['openshift-promote environments check environments.yaml'],
  },
  setup: SETUP_COMMAND,
  completion: {
    summary: 'print the completion script for bash, zsh, fish or powershell',
    inputs: [],
    flags: [],
    outputs: [],
    examples: ['source <(openshift-promote completion bash)', 'openshift-promote completion fish | source'],
  },
  sandbox: {
    summary: 'start two small emulated OpenShift clusters on this machine to try things out',
    inputs: [],
    flags: [
      {
        name: 'openshift',
        takes: '4.20 | 5.0',
        description: 'The OpenShift release that both clusters emulate (default 4.20).',
      },
      {
        name: 'connection',
        takes: 'FILE',
        description: 'Write addresses, certificate authorities and tokens to this JSON file.',
      },
      { name: 'company', takes: '', description: 'Eight applications in three environments, for the board.' },
      { name: 'verbose', takes: '', description: 'Print every request that the clusters answer.' },
    ],
    outputs: [],
    examples: ['openshift-promote sandbox', 'openshift-promote sandbox --company'],
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

/** What a host needs to know about the inputs and flags of a command. */
export function shapesOf(command: CommandName): readonly InputShape[] {
  const { inputs, flags } = commandRow(command);
  return [
    ...INPUT_SHAPES.filter(({ name }) => inputs.some((input) => input === name)),
    ...flags.map(({ name, takes }) => ({ name, secret: false, isSwitch: takes === '', isList: false })),
  ];
}
