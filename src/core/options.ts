import type { ApplyOptions } from './ports/apply.ts';
import type { AttestOptions } from './attestor.ts';
import type { Digest } from './image/digest.ts';
import type { Side } from './text/errors.ts';
import type { ReferencePolicy } from './ports/imports.ts';
import type { WorkloadName } from './ports/rollouts.ts';
import type { PolicyOptions } from './ports/policies.ts';
import type { PreparationOptions } from './preparation.ts';
import type { GitOpsOptions, GitOpsOwner } from './ports/gitops.ts';
import type { ImageReference, StreamReference } from './image/reference.ts';
import type { WebhookOptions } from './ports/webhooks.ts';

/** A key of a Secret: `project/name#key`. */
export interface SecretKeyName {
  readonly project: string;
  readonly name: string;
  readonly key: string;
}

/** Server, certificate authority and account from a kubeconfig. */
export interface KubeconfigOptions {
  /** one path, or several as $KUBECONFIG has them; undefined: $KUBECONFIG, then ~/.kube/config */
  readonly paths: string | undefined;
  /** undefined: the current one */
  readonly context: string | undefined;
}

/** Client certificate and key for mutual TLS, in PEM format. */
export interface ClientIdentity {
  /** followed by its intermediate certificates, if servers need them */
  readonly certificate: string;
  readonly key: string;
}

/** How to reach one side and log in to it. Values are ready to use: files are read and defaults filled in. */
export interface SideOptions {
  readonly side: Side;
  /** URL of the OpenShift API server; undefined for a side that is a plain registry */
  readonly server: string | undefined;
  readonly token: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** fills in values that are not given here */
  readonly kubeconfig?: KubeconfigOptions | undefined;
  /** path of a token file that is renewed, as in a pod */
  readonly tokenFile?: string | undefined;
  /** Secret in the destination cluster that contains the token of this side */
  readonly tokenSecret?: SecretKeyName | undefined;
  /** audience of the job's ID token to log in with */
  readonly oidcAudience?: string | undefined;
  /** lifetime of a short-lived token to request and use; undefined: use the given token */
  readonly tokenDurationMs?: number | undefined;
  /** the token was obtained by this run, which revokes it at the end */
  readonly isTokenGivenBack?: boolean | undefined;
  /** registry host; undefined: discovered from the cluster or named by the image */
  readonly registry: string | undefined;
  readonly registryUsername: string | undefined;
  readonly registryPassword: string | undefined;
  /** file with registry credentials; undefined: the files that docker, podman and skopeo write */
  readonly authFile?: string | undefined;
  /** token servers (`host[:port]`) that may receive the credentials of a registry although they are outside its domain */
  readonly realmHosts?: readonly string[] | undefined;
  /** for the servers of this side; undefined: those in /etc/containers/certs.d and similar folders */
  readonly clientIdentity?: ClientIdentity | undefined;
  /** PEM bundle, in addition to the system's */
  readonly ca: string | undefined;
  readonly insecureSkipTlsVerify: boolean;
  /** URL of the proxy for this side; undefined: HTTPS_PROXY and NO_PROXY decide */
  readonly proxy: string | undefined;
}

/** One image to promote. */
export interface PromotionRequest {
  readonly source: ImageReference;
  readonly destination: ImageReference & { readonly tag: string };
  /** further tags at the destination */
  readonly extraTags: readonly string[];
  /** image of the destination tag that a rollback went back from, so the tag must still be that; undefined: it may be any */
  readonly chosenFrom?: Digest | undefined;
}

/** One into an image stream. */
export interface StreamPromotion extends PromotionRequest {
  readonly destination: StreamReference & { readonly tag: string };
}

/**
 * The image to roll back to: the image before the current one, not counting images that were rolled back; a number of steps back in
 * the history; or a digest, its beginning, or another tag.
 */
export type RollbackTarget =
  | { readonly kind: 'previous' }
  | { readonly kind: 'steps'; readonly count: number }
  | { readonly kind: 'reference'; readonly reference: string };

export type Strategy = 'auto' | 'copy' | 'tag' | 'import' | 'build';
/** Whether attachments of an image are copied with it; always: fail if one cannot be copied. */
export type SignatureMode = 'auto' | 'always' | 'never';
export type OnExistingTag = 'move' | 'skip' | 'fail';

/** Commands of the user, by the time when they run. A failing command stops the promotion. */
export interface GateCommands {
  readonly beforeMove: string | undefined;
  readonly beforeRollout: string | undefined;
  readonly afterRollout: string | undefined;
}

/** Where the `oc` for later steps comes from. */
export interface ClientOptions {
  /** undefined: the download server of the destination cluster */
  readonly url: string | undefined;
  /** of the archive, hexadecimal */
  readonly sha256: string | undefined;
}

/** How the destination cluster pulls the image with the strategy `import`. */
export interface ImportOptions {
  readonly referencePolicy: ReferencePolicy;
  /** the destination tags follow the source tag from now on */
  readonly scheduled: boolean;
  /** accept any certificate of the source registry, and plain HTTP */
  readonly insecure: boolean;
}

export const IMPORT_DEFAULTS: ImportOptions = { referencePolicy: 'local', scheduled: false, insecure: false };

/** A repository of the destination's registry. */
export interface MountSource {
  /** path without the host; in a cluster `project/stream` */
  readonly repository: string;
  /** tag or digest of an image to read; undefined: what the repository holds is not known, unless a cluster tells */
  readonly reference: string | undefined;
}

/** Rollouts by Argo CD or Flux. */
export interface DeliveryOptions {
  /** undefined: what each workload shows */
  readonly owner: GitOpsOwner | undefined;
}

/** All options of a promotion. */
export interface PromoteOptions {
  readonly source: SideOptions;
  readonly destination: SideOptions;
  readonly promotions: readonly PromotionRequest[];
  readonly strategy: Strategy;
  readonly imports?: ImportOptions | undefined;
  readonly signatures: SignatureMode;
  /** whether what was promoted is written to tags and workloads as annotations; absent: yes */
  readonly traces?: 'auto' | 'off' | undefined;
  /** whether another run must not move the same tags meanwhile; auto: if there are several images; absent: no */
  readonly lock?: 'auto' | 'wait' | 'fail' | 'off' | undefined;
  /** the tags return to an earlier image */
  readonly isRollback?: boolean | undefined;
  readonly dryRun: boolean;
  readonly onExistingTag: OnExistingTag;
  /** tag that keeps the previous image of the destination tag; undefined: none */
  readonly backupTag?: string | undefined;
  /** roll back tags and workloads if a rollout fails */
  readonly rollbackOnFailure?: boolean | undefined;
  readonly expectedDigest: Digest | undefined;
  /** undefined if there is no policy */
  readonly policy?: PolicyOptions | undefined;
  /** path of a `policy.json` by which nodes decide; undefined: what the destination cluster says */
  readonly nodePolicy?: string | undefined;
  /** undefined: the promotion is not attested */
  readonly attest?: AttestOptions | undefined;
  readonly rollouts: readonly WorkloadName[];
  /** projects in which every workload that uses a destination tag is rolled out as well (`rollout: auto`) */
  readonly searched?: readonly string[] | undefined;
  readonly gates?: GateCommands | undefined;
  readonly webhook?: WebhookOptions | undefined;
  /** undefined: nothing is applied */
  readonly apply?: ApplyOptions | undefined;
  /** undefined: no desired state is written */
  readonly gitops?: GitOpsOptions | undefined;
  /** set: Argo CD or Flux rolls out, and the rollouts are only waited for */
  readonly delivery?: DeliveryOptions | undefined;
  /** what must exist before content is moved; undefined: nothing is checked */
  readonly preparation?: PreparationOptions | undefined;
  /** undefined: nothing is installed */
  readonly client?: ClientOptions | undefined;
  readonly wait: boolean;
  /** for one rollout */
  readonly timeoutMs: number;
  readonly verifyPods: boolean;
  /** compare the new image with the previous image of the tag */
  readonly compareImages?: boolean | undefined;
  /** repositories of the destination to look for blobs in, besides those that are found without being named */
  readonly mountFrom?: readonly MountSource[] | undefined;
  /** number of blobs in flight */
  readonly concurrency: number;
  readonly retries: number;
  /** maximum time without data on a connection */
  readonly requestTimeoutMs: number;
}
