import type { Problem } from '../text/errors.ts';

/** absent: it does not exist or is not visible to the account, which the API does not tell apart */
export type ProjectState = 'active' | 'terminating' | 'absent';

/** A project to ask for. */
export interface NewProject {
  readonly name: string;
  readonly displayName: string | undefined;
}

/** What the domain needs from the projects of one cluster. */
export interface Projects {
  find(project: string, signal: AbortSignal): Promise<ProjectState>;

  /** Why the account may not ask for a project of that name; undefined: it may. Nothing is created. */
  whyNotRequest(project: string, signal: AbortSignal): Promise<Problem | undefined>;

  /**
   * Asks for a project and returns once the account may work in it.
   * @throws PromoteError PROJECT_NOT_FOUND when the name is taken by a project the account cannot use, ACCESS_DENIED,
   * INPUT_INVALID, TIMED_OUT when the rights in it do not arrive
   */
  request(project: NewProject, signal: AbortSignal): Promise<void>;
}
