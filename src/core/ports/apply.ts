import type { JsonObject } from '../text/strict-json.ts';

/** Where manifests or a template come from. */
export type ManifestSource =
  /** `name` is what the user wrote: a path */
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'url'; readonly url: string }
  /** a template of the destination cluster */
  | { readonly kind: 'stored'; readonly project: string; readonly name: string };

/** What the user asks to be applied. */
export interface ApplyOptions {
  readonly template: ManifestSource | undefined;
  /** by name; `${PROMOTE_IMAGE}` and the like in a value stand for what is promoted */
  readonly parameters: Readonly<Record<string, string>>;
  readonly manifests: readonly ManifestSource[];
  /** take over fields that something else manages */
  readonly forceConflicts: boolean;
  /** make a Deployment and a Service for a workload of `rollout` that does not exist */
  readonly createWorkload: boolean;
  /** and a Route */
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

/** What is to be applied, with all that is needed to make objects of it. */
export interface ApplyRequest {
  readonly template: ManifestSource | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly manifests: readonly ManifestSource[];
  /** objects that come from nowhere else */
  readonly objects: readonly JsonObject[];
  readonly forceConflicts: boolean;
  /** where an object goes that names no project */
  readonly project: string;
  /** the only projects that are written to */
  readonly projects: readonly string[];
  /** those that do not exist yet: nothing can be asked about them */
  readonly newProjects: ReadonlySet<string>;
  /** what `${NAME}` in manifests, templates and parameters stands for */
  readonly values: Readonly<Record<string, string>>;
}

/** `Deployment web in prod` */
export function objectText({ kind, name, project }: Pick<ObjectPlan, 'kind' | 'name' | 'project'>): string {
  return `${kind} ${name} in ${project}`;
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
