/** The service accounts of one project may pull from another one. */
export interface PullGrant {
  /** where the image is */
  readonly project: string;
  /** whose service accounts pull it */
  readonly forProject: string;
}

/** A pull secret that the pods of a service account use. */
export interface PullSecretLink {
  readonly project: string;
  readonly secret: string;
  readonly serviceAccount: string;
}

/** What the domain needs to let pods pull: role bindings and the pull secrets of service accounts. */
export interface PullAccess {
  /** @throws PromoteError ACCESS_DENIED when role bindings may not be listed */
  isGranted(grant: PullGrant, signal: AbortSignal): Promise<boolean>;

  /** Does nothing when it is granted already. @throws PromoteError ACCESS_DENIED */
  grant(grant: PullGrant, signal: AbortSignal): Promise<void>;

  /** @throws PromoteError INPUT_INVALID when secret or service account do not exist or are not what they should be */
  isLinked(link: PullSecretLink, signal: AbortSignal): Promise<boolean>;

  /** Does nothing when it is linked already. @throws PromoteError ACCESS_DENIED */
  link(link: PullSecretLink, signal: AbortSignal): Promise<void>;
}
