import type { Side } from '../../core/text/errors.ts';
import type { InputRow } from './input-row.ts';

type SideRow = InputRow & {
  /** further sentences that apply to one side only */
  readonly more?: Readonly<Partial<Record<Side, string>>>;
};

/** Inputs that exist for both sides. `{side}` in a text becomes the name of the side, `{project}` an example project. */
export const SIDE_INPUTS = {
  server: {
    type: 'string',
    group: 'Required',
    description: 'URL of the API server of the {side} cluster, as printed by `oc whoami --show-server`.',
    more: {
      source:
        'Omit it if the source is in the destination cluster, or in another registry (`host/path:tag`).',
      destination: 'Omit it if the destination is in another registry (`host/path:tag`).',
    },
    example: 'https://api.{project}.example.com:6443',
  },
  token: {
    type: 'string',
    group: 'Required',
    secret: true,
    description:
      'Bearer token for the {side} cluster and its registry, preferably a service account token (`oc create token promoter -n {project}`).',
  },
  image: {
    type: 'string',
    group: 'Required',
    description:
      'The {side} image: `project/stream:tag` for an image stream of the {side} cluster, or `host/path:tag` for any other registry.',
    more: { source: 'To pin an exact image, give its digest: `project/stream@sha256:…`.' },
    example: '{project}/app:1.4.2',
  },
  username: {
    type: 'string',
    group: 'Rare',
    description:
      'User name for logging in to the {side} cluster with a password instead of a token. Works if the cluster accepts passwords (`oc login -u`). The token obtained this way is revoked at the end of the run.',
  },
  password: {
    type: 'string',
    group: 'Rare',
    secret: true,
    description: 'Password for `{side}-username`.',
  },
  kubeconfig: {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a kubeconfig that provides the server, certificate authorities and token of the {side} cluster, instead of `{side}-server` and `{side}-token`. Exec plugins are run. A client certificate in it works for the cluster, but not for its registry.',
    example: './{project}.kubeconfig',
  },
  context: {
    type: 'string',
    group: 'Rare',
    description:
      'Context to use from `{side}-kubeconfig` instead of the current one. Without `{side}-kubeconfig`, the context is looked up in `$KUBECONFIG` and `~/.kube/config`.',
    example: '{project}/api-{project}-example-com:6443/promoter',
  },
  'oidc-audience': {
    type: 'string',
    group: 'Rare',
    githubOnly: true,
    description:
      'Audience of a GitHub OIDC token that the job uses to log in to the {side} cluster instead of a stored token. The cluster must have GitHub as its identity provider, and the job needs `permissions: { id-token: write }`.',
    example: 'openshift-{project}',
  },
  'token-duration': {
    type: 'duration',
    group: 'Rare',
    default: '0s',
    min: '0s',
    max: '24h',
    description:
      'Lifetime of a short-lived token that the run requests for the service account of `{side}-token` and uses instead of it; at least `10m`. `0s` uses `{side}-token` itself.',
    example: '1h',
  },
  registry: {
    type: 'string',
    group: 'Rare',
    description:
      'Public host of the registry of the {side} cluster. If omitted, it is read from the cluster. Write `http://host` for a registry without TLS.',
    example: 'default-route-openshift-image-registry.apps.{project}.example.com',
  },
  'registry-username': {
    type: 'string',
    group: 'Rare',
    description: 'User name for the {side} registry, if it is not the user of the cluster.',
  },
  'registry-password': {
    type: 'string',
    group: 'Rare',
    secret: true,
    description: 'Password or token for `{side}-registry-username`.',
  },
  'auth-file': {
    type: 'string',
    group: 'Rare',
    description:
      'Path of a file with credentials for the {side} registry, as written by `podman login`, `skopeo login` and `docker login`. Credential helpers are supported. If omitted: `DOCKER_AUTH_CONFIG`, then `$REGISTRY_AUTH_FILE`, then the default files of podman and docker. `{side}-registry-username` and `{side}-token` take precedence.',
    example: './{project}-auth.json',
  },
  'realm-hosts': {
    type: 'list',
    group: 'Rare',
    description:
      'Token servers (`host[:port]`) that may receive the credentials for the {side} registry although they are outside its domain.',
    example: 'auth.{project}.example.com',
  },
  'client-certificate': {
    type: 'string',
    group: 'Rare',
    description:
      'Client certificate for {side} servers that require one (mutual TLS), both the API server and the registry. PEM text, base64-encoded PEM, or the path of a PEM file. For registries, `/etc/containers/certs.d` and `/etc/docker/certs.d` are searched as well.',
    example: './{project}-client.pem',
  },
  'client-key': {
    type: 'string',
    group: 'Rare',
    secret: true,
    description:
      'Private key of `{side}-client-certificate`, as PEM text or base64-encoded PEM. It must not be encrypted.',
  },
  ca: {
    type: 'string',
    group: 'Typical',
    description:
      'Certificate authorities to trust for the {side}, in addition to those of the system. PEM text, base64-encoded PEM, or the path of a PEM file. API server, OAuth server and registry may have different issuers: include all of them.',
    example: './{project}-ca.pem',
  },
  'insecure-skip-tls-verify': {
    type: 'boolean',
    group: 'Usually a bad idea',
    default: false,
    description:
      'Accept any certificate from {side} servers. Anyone who can intercept the connection can then steal the token; set `{side}-ca` instead.',
  },
  proxy: {
    type: 'string',
    group: 'Rare',
    description:
      'Proxy for connections to the {side}. If omitted, `HTTPS_PROXY` and `NO_PROXY` from the environment apply.',
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
