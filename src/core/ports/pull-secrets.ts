/** Credentials for one registry, as a Secret of type kubernetes.io/dockerconfigjson. */
export interface PullSecret {
  readonly project: string;
  readonly name: string;
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/**
 * What there is under the name of a pull secret. `current`: these credentials; `outdated`: others that an earlier run left;
 * `foreign`: somebody else's, which stays as it is; `unknown`: the account may not look.
 */
export type PullSecretState = 'absent' | 'current' | 'outdated' | 'foreign' | 'unknown';

/** Takes a pull secret back to what it was before it was written. */
export interface WrittenPullSecret {
  readonly undo: (signal: AbortSignal) => Promise<void>;
}

/** What the domain needs to let a project pull from elsewhere. */
export interface PullSecrets {
  /** @throws PromoteError when the cluster cannot be asked */
  look(secret: PullSecret, signal: AbortSignal): Promise<PullSecretState>;

  /** Makes it or brings it up to date. @throws PromoteError ACCESS_DENIED; TAG_CONFLICT when it is somebody else's */
  write(secret: PullSecret, signal: AbortSignal): Promise<WrittenPullSecret>;

  /** The registries that the pull secrets of a project are for; undefined: the account may not look. */
  listHosts(project: string, signal: AbortSignal): Promise<readonly string[] | undefined>;

  /** True when a tag of the project was imported from the registry, so that its pull secret is needed. */
  isNeeded(project: string, host: string, signal: AbortSignal): Promise<boolean>;
}
