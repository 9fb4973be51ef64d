/** Credentials for one registry, as a Secret of type kubernetes.io/dockerconfigjson. */
export interface PullSecret {
  readonly project: string;
  readonly name: string;
  readonly host: string;
  readonly username: string;
  readonly password: string;
}

/**
 * State of a pull secret. `current`: has these credentials; `outdated`: has other credentials from an earlier run; `foreign`: not
 * created by this program, so it stays as it is; `unknown`: the account may not read it.
 */
export type PullSecretState = 'absent' | 'current' | 'outdated' | 'foreign' | 'unknown';

/** Restores a pull secret to its state before it was written. */
export interface WrittenPullSecret {
  readonly undo: (signal: AbortSignal) => Promise<void>;
}

/** What the domain needs to let a project pull from elsewhere. */
export interface PullSecrets {
  /** @throws PromoteError when the cluster cannot be asked */
  look(secret: PullSecret, signal: AbortSignal): Promise<PullSecretState>;

  /** Creates or updates it. @throws PromoteError ACCESS_DENIED; TAG_CONFLICT when it is somebody else's */
  write(secret: PullSecret, signal: AbortSignal): Promise<WrittenPullSecret>;

  /** The registries in the pull secrets of a project; undefined if the account may not read them. */
  listHosts(project: string, signal: AbortSignal): Promise<readonly string[] | undefined>;

  /** Whether a tag of the project was imported from the registry, so that the pull secret is still needed. */
  isNeeded(project: string, host: string, signal: AbortSignal): Promise<boolean>;
}
