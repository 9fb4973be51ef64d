import type { ImportMode, ReleaseName } from './releases.ts';

/**
 * What a node reports as `imageID`. CRI-O knows the image of an index by two digests and reports the one that sorts first
 * (cri-o pull requests 6739 and 2814): `first`. After a restart of CRI-O it is the bare id of the image, the digest of its
 * configuration without `sha256:` (9925, before that always in 4.15: 7149): `id`.
 */
export type ImageIdStyle = 'first' | 'index' | 'platform' | 'id';

/** Why pods do not become ready. */
export type FailureKind = 'ImagePullBackOff' | 'CrashLoopBackOff' | 'NeverReady';

/** Pods that match everything given here fail. */
export interface Failure {
  readonly kind: FailureKind;
  readonly project?: string;
  /** name of the Deployment or DeploymentConfig */
  readonly workload?: string;
  /** a part of the container's image, such as a digest */
  readonly image?: string;
}

/**
 * How users log in. `password`: programs may; `browser`: only people, no password is asked for; `outside`: there is no OAuth
 * server, tokens come from an OpenID Connect provider (openshift-api.md §1.8).
 */
export type IdentityProviders = 'password' | 'browser' | 'outside';

/** `Modern` leaves TLS 1.3 only, at API, OAuth server and registry. */
export type TlsProfile = 'Intermediate' | 'Modern';

export interface ClusterOptions {
  /** of OpenShift; default `4.20` */
  readonly release?: ReleaseName;
  /** `imageStreamImportMode` of the cluster's images.config.openshift.io, which releases since 4.21 have; default: none */
  readonly importMode?: ImportMode;
  /** default `Intermediate` */
  readonly tlsProfile?: TlsProfile;
  /** 0: any free port */
  readonly apiPort?: number;
  readonly registryPort?: number;
  /** false: the registry has no public host (`publicDockerImageRepository` is absent) */
  readonly exposeRegistry?: boolean;
  /** true: API server and registry have certificates of different authorities; `ca` holds both */
  readonly separateRegistryCa?: boolean;
  /** true: the OAuth server has an address and an authority of its own, as on a real cluster; `ca` holds all */
  readonly separateOauth?: boolean;
  /** default `password` */
  readonly identityProviders?: IdentityProviders;
}

export interface SandboxOptions {
  readonly source?: ClusterOptions;
  readonly destination?: ClusterOptions;
  /** time between two steps of the controllers; default 25; Infinity: they step only on request */
  readonly paceMs?: number;
  /** how long a second of `timeoutSeconds` and `progressDeadlineSeconds` takes; default 1000 */
  readonly secondMs?: number;
  /** how often tags that follow another registry are looked up; default 900, as on a real cluster */
  readonly importIntervalSeconds?: number;
  /** true: neither cluster trusts the authority of the other one's registry; default false, as if an administrator had seen to it */
  readonly strangers?: boolean;
  /** default `first` */
  readonly imageIds?: ImageIdStyle;
  /** how long the API server believes a token after it saw it valid once; default 120 000 (captures 31a–31e) */
  readonly tokenCacheMs?: number;
  /** how long the administrator of a requested project waits for the rights in it; default 100 (openshift-api.md §5: caches of the authorizers) */
  readonly rbacDelayMs?: number;
  /** one line per request */
  readonly log?: (line: string) => void;
  /** waited for before a request is answered: `destination: PUT /v2/prod/app/manifests/1.4.2`; a test can stop the world so */
  readonly hold?: (line: string) => Promise<void> | undefined;
  readonly now?: () => Date;
  /** 0 to 1, for generated names; default Math.random */
  readonly chance?: () => number;
  readonly signal?: AbortSignal;
}
