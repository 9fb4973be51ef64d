import type { PromotionRequest } from '../core/options.ts';
import type { WorkloadName } from '../core/ports/rollouts.ts';
import { WORKLOAD_KINDS, workloadKindOf, workloadRow } from '../core/ports/workload-kinds.ts';
import type { Inputs } from './tables/inputs.ts';
import type { InputProblems } from './input-problems.ts';
import { quoteGiven } from '../core/text/given-text.ts';

const NAME = /^(?=.{1,253}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const FORMS = WORKLOAD_KINDS.map((name) => {
  const { kind, shown } = workloadRow(name);
  return shown === name ? `${shown}/name` : `${shown}/name (${kind})`;
});
const HINT = `write ${FORMS.join(', ')}, or auto; for a single container: deployment/name[container]`;

/** The workloads to roll out by name, and the projects in which `auto` searches for more. */
export interface RolloutRequest {
  readonly workloads: readonly WorkloadName[];
  readonly searched: readonly string[];
}

/** The workloads to roll out. */
export function readRollouts(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  inputProblems: InputProblems,
): RolloutRequest {
  // without a valid destination, which is reported already, the project is unknown
  if (promotions.length === 0) return { workloads: [], searched: [] };
  const projects = new Set(
    promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])),
  );
  const workloads = new Map<string, WorkloadName>();
  const searched = new Set<string>();
  for (const text of inputs.rollout) {
    const search = readSearch(text, projects, inputProblems);
    for (const project of search ?? []) searched.add(project);
    const workload = search === undefined ? readWorkload(text, projects, inputProblems) : undefined;
    if (workload === undefined) continue;
    const { kind, project, name, containers } = workload;
    const key = `${project}/${kind}/${name}`;
    const before = workloads.get(key);
    // a workload may be listed several times, once per container
    const named = new Set([...(before?.containers ?? []), ...(containers ?? [])]);
    const isWhole = containers === undefined || (before !== undefined && before.containers === undefined);
    workloads.set(key, { kind, project, name, ...(isWhole ? {} : { containers: [...named] }) });
  }
  return { workloads: [...workloads.values()], searched: [...searched] };
}

/** Parses `auto` and `project/auto`; undefined for anything else. */
function readSearch(
  text: string,
  projects: ReadonlySet<string>,
  inputProblems: InputProblems,
): readonly string[] | undefined {
  const [name, project, ...more] = text.split('/').toReversed();
  // deployment/auto is a workload named auto
  const isKind = project !== undefined && workloadKindOf(project) !== undefined;
  if (name !== 'auto' || more.length > 0 || isKind) return undefined;
  if (project !== undefined) {
    if (NAME.test(project)) return [project];
    inputProblems.add('rollout', `${quoteGiven(text)} has a malformed project "${project}"`, HINT);
  } else if (projects.size === 0) {
    inputProblems.add(
      'rollout',
      '"auto" needs a project to search, but the destination is not an image stream',
      'write project/auto',
    );
  }
  return [...projects];
}

/** `deployment/app[web,worker]` → `deployment/app` and `web,worker`. */
function splitContainers(text: string): readonly [string, string | undefined] {
  const match = /^([^[\]]*)\[([^[\]]*)\]$/.exec(text);
  return match === null ? [text, undefined] : [match[1] ?? '', match[2]];
}

/** Parses a workload. Without a project it is in the only destination project. Returns undefined after reporting a problem. */
export function readWorkload(
  text: string,
  projects: ReadonlySet<string>,
  inputProblems: InputProblems,
): WorkloadName | undefined {
  const [whole, list] = splitContainers(text);
  const containers = list?.split(',').map((container) => container.trim());
  const parts = whole.split('/');
  const [name = '', kindText = '', givenProject, ...more] = parts.toReversed();
  const kind = workloadKindOf(kindText);
  if (kind === undefined || more.length > 0) {
    const what =
      parts.length === 1
        ? `${quoteGiven(text)} does not name a kind`
        : `${quoteGiven(text)} is not a workload`;
    inputProblems.add('rollout', what, HINT);
    return undefined;
  }
  for (const part of [name, givenProject, ...(containers ?? [])]) {
    if (part === undefined || isObjectName(part)) continue;
    inputProblems.add('rollout', `${quoteGiven(text)} has a malformed name ${quoteGiven(part)}`, HINT);
    return undefined;
  }
  const [only, ...others] = projects;
  const project = givenProject ?? (others.length === 0 ? only : undefined);
  if (project !== undefined)
    return { kind, project, name, ...(containers === undefined ? {} : { containers }) };
  inputProblems.add('rollout', `"${text}" does not name a project`, `write project/${kind}/${name}`);
  return undefined;
}

export function isObjectName(text: string): boolean {
  return NAME.test(text);
}
