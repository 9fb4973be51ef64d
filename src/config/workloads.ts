import type { PromotionRequest } from '../core/options.ts';
import type { WorkloadKind, WorkloadName } from '../core/ports/rollouts.ts';
import type { Inputs } from './inputs.ts';
import type { Complaints } from './complaints.ts';
import { isObjectName } from './object-name.ts';

// As oc abbreviates them.
const KINDS: Readonly<Record<string, WorkloadKind>> = {
  deployment: 'deployment',
  deployments: 'deployment',
  deploy: 'deployment',
  'deployment.apps': 'deployment',
  'deployments.apps': 'deployment',
  deploymentconfig: 'deploymentconfig',
  deploymentconfigs: 'deploymentconfig',
  dc: 'deploymentconfig',
};
const HINT = 'write deployment/name or deploymentconfig/name (dc/name)';

/** The workloads to roll out. */
export function readRollouts(
  inputs: Inputs,
  promotions: readonly PromotionRequest[],
  complaints: Complaints,
): readonly WorkloadName[] {
  // there is a complaint about the destination already, and with it the project is missing
  if (promotions.length === 0) return [];
  const projects = new Set(
    promotions.flatMap(({ destination }) => (destination.kind === 'stream' ? [destination.project] : [])),
  );
  const workloads = new Map<string, WorkloadName>();
  for (const text of inputs.rollout) {
    const workload = readWorkload(text, projects, complaints);
    if (workload !== undefined) workloads.set(Object.values(workload).join('/'), workload);
  }
  return [...workloads.values()];
}

/** A workload as it is written; without a project of its own it is in the only one. undefined: there is a complaint. */
export function readWorkload(
  text: string,
  projects: ReadonlySet<string>,
  complaints: Complaints,
): WorkloadName | undefined {
  const parts = text.split('/');
  const [name = '', kindText = '', givenProject, ...more] = parts.toReversed();
  const kind = Object.hasOwn(KINDS, kindText.toLowerCase()) ? KINDS[kindText.toLowerCase()] : undefined;
  if (kind === undefined || more.length > 0) {
    const what =
      parts.length === 1 ? `"${text}" does not say of which kind it is` : `"${text}" is not a workload`;
    complaints.add('rollout', what, HINT);
    return undefined;
  }
  for (const part of [name, givenProject]) {
    if (part === undefined || isObjectName(part)) continue;
    complaints.add('rollout', `"${text}" has a malformed name "${part}"`, HINT);
    return undefined;
  }
  const [only, ...others] = projects;
  const project = givenProject ?? (others.length === 0 ? only : undefined);
  if (project !== undefined) return { kind, project, name };
  complaints.add('rollout', `"${text}" does not say in which project it is`, `write project/${kind}/${name}`);
  return undefined;
}
