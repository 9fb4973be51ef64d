import type { ApplyOptions } from './ports/apply.ts';
import type { Digest } from './image/digest.ts';
import type { Side } from './text/errors.ts';
import type { ReferencePolicy } from './ports/imports.ts';
import type { WorkloadName } from './ports/rollouts.ts';
import type { PolicyOptions } from './ports/policies.ts';
import type { PreparationOptions } from './preparation.ts';
import type { ImageReference } from './image/reference.ts';
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

/** What to show to servers that ask for a certificate; PEM. */
export interface ClientIdentity {
  /** with the certificates of its issuers behind it, if servers need them */
  readonly certificate: string;
  readonly key: string;
}

/** How to reach one side and who to be there. Values are ready to use: files are read, defaults filled in. */
export interface SideOptions {
  readonly side: Side;
  /** URL of the OpenShift API server; undefined for a side that is a plain registry */
  readonly server: string | undefined;
  readonly token: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** what it says fills in what is not given here */
  readonly kubeconfig?: KubeconfigOptions | undefined;
  /** a file that is renewed, as in a pod */
  readonly tokenFile?: string | undefined;
  /** where the destination cluster keeps the token of this side */
  readonly tokenSecret?: SecretKeyName | undefined;
  /** the job's own ID token, for this audience */
  readonly oidcAudience?: string | undefined;
  /** have a token made that lives so long, and use that; undefined: use the one that was given */
  readonly tokenDurationMs?: number | undefined;
  /** the token was obtained by this run, which gives it back at its end */
  readonly isTokenGivenBack?: boolean | undefined;
  /** registry host; undefined: discovered from the cluster or named by the image */
  readonly registry: string | undefined;
  readonly registryUsername: string | undefined;
  readonly registryPassword: string | undefined;
  /** file with accounts of registries; undefined: those that docker, podman and skopeo write */
  readonly authFile?: string | undefined;
  /** token servers (`host[:port]`) that may get the account of a registry although they do not belong to it */
  readonly realmHosts?: readonly string[] | undefined;
  /** for the servers of this side; undefined: those of /etc/containers/certs.d and its like */
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
}

/**
 * Where a tag goes back to: the last image before this one that was not taken back; so many steps in its history; or a digest, the
 * beginning of one, or what another tag is.
 */
export type RollbackTarget =
  | { readonly kind: 'previous' }
  | { readonly kind: 'steps'; readonly count: number }
  | { readonly kind: 'reference'; readonly reference: string };

export type Strategy = 'auto' | 'copy' | 'tag' | 'import' | 'build';
/** Whether what is attached to an image travels with it; always: it fails when something cannot. */
export type SignatureMode = 'auto' | 'always' | 'never';
export type OnExistingTag = 'move' | 'skip' | 'fail';

/** Commands of the user, by the moment they run at. One that fails stops the promotion there. */
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

/** How the destination cluster pulls by itself, with the strategy `import`. */
export interface ImportOptions {
  readonly referencePolicy: ReferencePolicy;
  /** the destination tags follow the source tag from now on */
  readonly scheduled: boolean;
  /** whatever certificate the source registry has, or none */
  readonly insecure: boolean;
}

export const IMPORT_DEFAULTS: ImportOptions = { referencePolicy: 'local', scheduled: false, insecure: false };

/** All that a promotion is asked to do. */
export interface PromoteOptions {
  readonly source: SideOptions;
  readonly destination: SideOptions;
  readonly promotions: readonly PromotionRequest[];
  readonly strategy: Strategy;
  readonly imports?: ImportOptions | undefined;
  readonly signatures: SignatureMode;
  readonly dryRun: boolean;
  readonly onExistingTag: OnExistingTag;
  /** keeps what the destination tag was; undefined: nothing does */
  readonly backupTag?: string | undefined;
  /** a rollout that fails is undone, with its tags */
  readonly rollbackOnFailure?: boolean | undefined;
  readonly expectedDigest: Digest | undefined;
  /** undefined: nothing has to be proved */
  readonly policy?: PolicyOptions | undefined;
  readonly rollouts: readonly WorkloadName[];
  /** projects in which every workload that uses a destination tag is rolled out as well (`rollout: auto`) */
  readonly searched?: readonly string[] | undefined;
  readonly gates?: GateCommands | undefined;
  readonly webhook?: WebhookOptions | undefined;
  /** undefined: nothing is applied */
  readonly apply?: ApplyOptions | undefined;
  /** what must be there first; undefined: nothing is looked for */
  readonly preparation?: PreparationOptions | undefined;
  /** undefined: nothing is installed */
  readonly client?: ClientOptions | undefined;
  readonly wait: boolean;
  /** for one rollout */
  readonly timeoutMs: number;
  readonly verifyPods: boolean;
  /** tell what differs between the image a tag was and the one it is */
  readonly compareImages?: boolean | undefined;
  /** blobs in flight */
  readonly concurrency: number;
  readonly retries: number;
  /** without a byte on a connection */
  readonly requestTimeoutMs: number;
}
