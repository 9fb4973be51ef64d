import type { Problem } from '../text/errors.ts';

/** absent: the project does not exist or is not visible to the account; the API does not distinguish the two */
export type ProjectState = 'active' | 'terminating' | 'absent';

/** A project to request. */
export interface NewProject {
  readonly name: string;
  readonly displayName: string | undefined;
}

/** What the domain needs from the projects of one cluster. */
export interface Projects {
  find(project: string, signal: AbortSignal): Promise<ProjectState>;

  /** Names of projects that the account may see, at most `limit`. */
  list(limit: number, signal: AbortSignal): Promise<readonly string[]>;

  /** Why the account may not request a project of that name; undefined if it may. Creates nothing. */
  whyNotRequest(project: string, signal: AbortSignal): Promise<Problem | undefined>;

  /**
   * Requests a project and returns once the account can work in it.
   * @throws PromoteError PROJECT_NOT_FOUND when the name is taken by a project the account cannot use, ACCESS_DENIED,
   * INPUT_INVALID, TIMED_OUT when the rights in it do not arrive
   */
  request(project: NewProject, signal: AbortSignal): Promise<void>;
}

/** Permission for the service accounts of one project to pull from another. */
export interface PullGrant {
  /** project that contains the image */
  readonly project: string;
  /** project whose service accounts pull the image */
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

  /** Does nothing if it is already granted. @throws PromoteError ACCESS_DENIED */
  grant(grant: PullGrant, signal: AbortSignal): Promise<void>;

  /** @throws PromoteError INPUT_INVALID when secret or service account do not exist or are not what they should be */
  isLinked(link: PullSecretLink, signal: AbortSignal): Promise<boolean>;

  /** Does nothing if it is already linked. @throws PromoteError ACCESS_DENIED */
  link(link: PullSecretLink, signal: AbortSignal): Promise<void>;
}
