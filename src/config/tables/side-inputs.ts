import type { Side } from '../../core/text/errors.ts';
import type { InputRow } from './input-row.ts';

type SideRow = InputRow & {
  /** what is to be said of one side only */
  readonly more?: Readonly<Partial<Record<Side, string>>>;
};

/** The inputs that both sides have. `{side}` in a text becomes the name of the side, `{project}` an example project. */
export const SIDE_INPUTS = {
  server: {
    type: 'string',
    group: 'Required',
    description:
      'URL of the API server of the {side} cluster, as `oc whoami --show-server` prints it. Not needed when the {side} images are written `host/path:tag`.',
    more: { source: 'Without it the source is the cluster of the destination.' },
    example: 'https://api.{project}.example.com:6443',
  },
  token: {
    type: 'string',
    group: 'Required',
    secret: true,
    description:
      'Bearer token for the {side} cluster and its registry, best that of a service account (`oc create token promoter -n {project}`).',
  },
  image: {
    type: 'string',
    group: 'Required',
    description:
      'The {side} image: `project/stream:tag` of the {side} cluster, or `host/path:tag` in any other registry.',
    more: { source: 'A digest is more exact than a tag: `project/stream@sha256:…`.' },
    example: '{project}/app:1.4.2',
  },
  username: {
    type: 'string',
    group: 'Rare',
    description:
      'User to log in to the {side} cluster with, instead of a token. Works where the cluster asks for passwords (`oc login -u`); the token it gets is revoked in the end.',
  },
  password: {
    type: 'string',
    group: 'Rare',
    secret: true,
    description: 'Password of `{side}-username`.',
  },
  kubeconfig: {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a kubeconfig to take server, certificate authorities and token of the {side} cluster from, instead of `{side}-server` and `{side}-token`. Exec plugins are run. A user with a client certificate may log in to the cluster, but not to its registry.',
    example: './{project}.kubeconfig',
  },
  context: {
    type: 'string',
    group: 'Rare',
    description:
      'Context of `{side}-kubeconfig`, when it is not the current one. Without a `{side}-kubeconfig` it is looked for in `$KUBECONFIG` and `~/.kube/config`.',
    example: '{project}/api-{project}-example-com:6443/promoter',
  },
  'oidc-audience': {
    type: 'string',
    group: 'Rare',
    githubOnly: true,
    description:
      'Log in with the ID token of the GitHub job for this audience; the {side} cluster must have GitHub as its identity provider, and the job `permissions: { id-token: write }`.',
    example: 'openshift-{project}',
  },
  'token-duration': {
    type: 'duration',
    group: 'Rare',
    default: '0s',
    min: '0s',
    max: '24h',
    description:
      'Have a token made for the service account of `{side}-token` that lives only so long (`10m` or more), and do the whole job with that. `0s`: use the token as it is.',
    example: '1h',
  },
  registry: {
    type: 'string',
    group: 'Rare',
    description:
      'Public host of the registry of the {side} cluster. Found out from the cluster when not given; `http://host` names one without TLS.',
    example: 'default-route-openshift-image-registry.apps.{project}.example.com',
  },
  'registry-username': {
    type: 'string',
    group: 'Rare',
    description: 'User for the {side} registry, when it is not the one of the cluster.',
  },
  'registry-password': {
    type: 'string',
    group: 'Rare',
    secret: true,
    description: 'Password or token of `{side}-registry-username`.',
  },
  'auth-file': {
    type: 'string',
    group: 'Rare',
    description:
      'File with accounts of registries for the {side} side, as `skopeo login`, `podman login` and `docker login` write it, credential helpers included. Not given: `DOCKER_AUTH_CONFIG`, then `$REGISTRY_AUTH_FILE`, or where podman and docker keep theirs. The inputs `{side}-registry-username` and `{side}-token` count first.',
    example: './{project}-auth.json',
  },
  'realm-hosts': {
    type: 'list',
    group: 'Rare',
    description:
      'Token servers (`host[:port]`) that may get the account of the {side} registry although they do not belong to its domain.',
    example: 'auth.{project}.example.com',
  },
  'client-certificate': {
    type: 'string',
    group: 'Rare',
    description:
      'Certificate to show to servers of the {side} side that ask for one (mTLS): API server and registry. PEM text, the same in base64, or the path of a PEM file. Registries are also looked for in `/etc/containers/certs.d` and `/etc/docker/certs.d`.',
    example: './{project}-client.pem',
  },
  'client-key': {
    type: 'string',
    group: 'Rare',
    secret: true,
    description:
      'Private key of `{side}-client-certificate`, PEM text or the same in base64, without a password.',
  },
  ca: {
    type: 'string',
    group: 'Typical',
    description:
      'Certificate authorities to trust on the {side} side, besides those of the system: PEM text, the same in base64, or the path of a PEM file. API server, OAuth server and registry may each have another issuer: give all of them.',
    example: './{project}-ca.pem',
  },
  'insecure-skip-tls-verify': {
    type: 'boolean',
    group: 'Usually a bad idea',
    default: false,
    description:
      'Trust any certificate on the {side} side. Whoever sits on the way then gets the token; give `{side}-ca` instead.',
  },
  proxy: {
    type: 'string',
    group: 'Rare',
    description:
      'Proxy for the {side} side. Without it `HTTPS_PROXY` and `NO_PROXY` of the environment decide.',
    example: 'http://proxy.example.com:3128',
  },
} as const satisfies Readonly<Record<string, SideRow>>;

/** The rows of `SIDE_INPUTS` for one side: `source-server`, `source-token`, … */
export type PrefixedInputs<Name extends Side> = {
  readonly [Key in keyof typeof SIDE_INPUTS as `${Name}-${Key}`]: (typeof SIDE_INPUTS)[Key];
};

const EXAMPLE_PROJECTS: Readonly<Record<Side, string>> = { source: 'dev', destination: 'prod' };

export function inputsOfSide<Name extends Side>(side: Name): PrefixedInputs<Name> {
  const fill = (text: string): string =>
    text.replaceAll('{side}', side).replaceAll('{project}', EXAMPLE_PROJECTS[side]);
  const rows = Object.entries<SideRow>(SIDE_INPUTS).map(([name, { more, ...row }]) => [
    `${side}-${name}`,
    {
      ...row,
      description: [fill(row.description), more?.[side] ?? ''].join(' ').trimEnd(),
      ...(row.example === undefined ? {} : { example: fill(row.example) }),
    },
  ]);
  return Object.fromEntries(rows) as PrefixedInputs<Name>;
}
