import type { JsonObject } from '../text/strict-json.ts';

/** Where manifests or a template come from. */
export type ManifestSource =
  /** `name` is the path given by the user */
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'url'; readonly url: string }
  /** a template in the destination cluster */
  | { readonly kind: 'stored'; readonly project: string; readonly name: string };

/** What the user wants to apply. */
export interface ApplyOptions {
  readonly template: ManifestSource | undefined;
  /** by name; `${PROMOTE_IMAGE}` and similar variables are replaced in values */
  readonly parameters: Readonly<Record<string, string>>;
  readonly manifests: readonly ManifestSource[];
  /** take over fields that another tool manages */
  readonly forceConflicts: boolean;
  /** create a Deployment and a Service for each workload of `rollout` that does not exist */
  readonly createWorkload: boolean;
  /** create a Route as well */
  readonly expose: boolean;
}

/** One object and the action planned or taken. JSON-safe: part of the output `plan`. */
export interface ObjectPlan {
  readonly apiVersion: string;
  readonly kind: string;
  readonly project: string;
  readonly name: string;
  /** keep: not applied again, because the template generates values for it that would change */
  readonly action: 'create' | 'change' | 'unchanged' | 'keep';
}

/** What to apply, with everything needed to render the objects. */
export interface ApplyRequest {
  readonly template: ManifestSource | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly manifests: readonly ManifestSource[];
  /** objects that are not in any manifest or template */
  readonly objects: readonly JsonObject[];
  readonly forceConflicts: boolean;
  /** namespace for objects that do not set one */
  readonly project: string;
  /** the only projects that may be changed */
  readonly projects: readonly string[];
  /** projects that do not exist yet, so they cannot be queried */
  readonly newProjects: ReadonlySet<string>;
  /** applies only these objects; undefined: all of them */
  readonly only?: readonly Pick<ObjectPlan, 'kind' | 'project' | 'name'>[] | undefined;
  /** values of `${NAME}` in manifests, templates and parameters */
  readonly values: Readonly<Record<string, string>>;
}

/** `Deployment web in prod` */
export function objectText({ kind, name, project }: Pick<ObjectPlan, 'kind' | 'name' | 'project'>): string {
  return `${kind} ${name} in ${project}`;
}

/** Whether both names mean the same object, regardless of the API version. */
export function isSameObject(
  one: Pick<ObjectPlan, 'kind' | 'project' | 'name'>,
  other: Pick<ObjectPlan, 'kind' | 'project' | 'name'>,
): boolean {
  return one.kind === other.kind && one.project === other.project && one.name === other.name;
}

const PLANNED: Readonly<Record<ObjectPlan['action'], string>> = {
  create: 'create',
  change: 'change',
  unchanged: 'leave unchanged',
  keep: 'keep, with its generated values,',
};

const DONE: Readonly<Record<ObjectPlan['action'], string>> = {
  create: 'created',
  change: 'changed',
  unchanged: 'unchanged:',
  keep: 'kept, with its generated values:',
};

/** One line for people, for a plan or for what has been done. */
export function describeObject(object: ObjectPlan, tense: 'plan' | 'done'): string {
  return `${(tense === 'plan' ? PLANNED : DONE)[object.action]} ${objectText(object)}`;
}
