import type { PullGrant, PullSecretLink } from './ports/projects.ts';

/**
 * Something that must exist before content is moved. JSON-safe: part of the output `plan`. keep: it exists already, so nothing
 * is done.
 */
export type Preparation =
  | {
      readonly kind: 'project';
      readonly project: string;
      readonly displayName: string | undefined;
      readonly action: 'create' | 'keep';
    }
  | ({ readonly kind: 'pull-grant'; readonly action: 'create' | 'keep' } & PullGrant)
  | ({ readonly kind: 'pull-secret'; readonly action: 'create' | 'keep' } & PullSecretLink);

/** What the user wants to be prepared. */
export interface PreparationOptions {
  readonly createProject: boolean;
  readonly displayName: string | undefined;
  readonly grantPull: boolean;
  readonly pullSecrets: readonly Pick<PullSecretLink, 'secret' | 'serviceAccount'>[];
}

/** One line for people, for a plan or for what has been done. */
export function describePreparation(step: Preparation, tense: 'plan' | 'done'): string {
  const does = (plan: string, done: string): string => (tense === 'plan' ? plan : done);
  switch (step.kind) {
    case 'project': {
      if (step.action === 'keep') return `project ${step.project} exists`;
      const name = step.displayName === undefined ? '' : ` (${step.displayName})`;
      return `${does('create project', 'created project')} ${step.project}${name}`;
    }
    case 'pull-grant': {
      const what = `the service accounts of ${step.forProject} pull from ${step.project} (system:image-puller)`;
      return step.action === 'keep' ? `${what} already` : `${does('let', 'let')} ${what}`;
    }
    case 'pull-secret': {
      const what = `pull secret ${step.secret} to service account ${step.serviceAccount} in ${step.project}`;
      return step.action === 'keep' ? `linked already: ${what}` : `${does('link', 'linked')} ${what}`;
    }
  }
}
