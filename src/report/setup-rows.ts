import type { CommitPlan, CommitReport, DesiredChange } from '../core/ports/gitops.ts';
import { workloadText } from '../core/progress-text.ts';
import type { ImageReport } from '../core/report.ts';
import type { ObjectPlan } from '../core/ports/apply.ts';
import type { Preparation } from '../core/preparation.ts';

/** A row for something planned or done besides images and rollouts. */
export interface SetupRow {
  readonly what: string;
  readonly project: string;
  readonly outcome: string;
}

export const SETUP_HEAD = ['Object', 'Project', 'Outcome'] as const;

type Tense = 'plan' | 'done';

const OUTCOMES: Readonly<Record<Tense, Readonly<Record<ObjectPlan['action'], string>>>> = {
  plan: {
    create: 'will be created',
    change: 'will change',
    unchanged: 'unchanged',
    keep: 'stays, with its generated values',
  },
  done: {
    create: 'created',
    change: 'changed',
    unchanged: 'unchanged',
    keep: 'kept, with its generated values',
  },
};

/** Preparations first, then applied objects, in order. */
export function setupRows(
  preparations: readonly Preparation[],
  objects: readonly ObjectPlan[],
  tense: Tense,
): readonly SetupRow[] {
  return [
    ...preparations.map((step) => ({
      ...nameOf(step),
      outcome: OUTCOMES[tense][step.action === 'keep' ? 'unchanged' : 'create'],
    })),
    ...objects.map(({ kind, name, project, action }) => ({
      what: `${kind} ${name}`,
      project,
      outcome: OUTCOMES[tense][action],
    })),
  ];
}

function nameOf(step: Preparation): Omit<SetupRow, 'outcome'> {
  switch (step.kind) {
    case 'project':
      return { what: `Project ${step.project}`, project: step.project };
    case 'pull-grant':
      return { what: `Pull access for ${step.forProject} (system:image-puller)`, project: step.project };
    case 'pull-secret':
      return { what: `Pull secret ${step.secret} of ${step.serviceAccount}`, project: step.project };
  }
}

/** What became of the desired state in git: `pushed SHA to branch main of https://git.example.com/shop.git`. */
export function commitText({ sha, branch, pushed, repository, changes }: CommitReport): string {
  const place = `branch ${branch}${repository === undefined ? '' : ` of ${repository}`}`;
  if (changes.length === 0) return `nothing to commit: ${sha}, the head of ${place}, names the image already`;
  return pushed ? `pushed ${sha} to ${place}` : `committed ${sha} on ${place}, not pushed`;
}

/** The same before it is done. */
export function commitPlanText({ branch, push, changes }: CommitPlan): string {
  if (changes.length === 0) return `nothing to commit: branch ${branch} names the image already`;
  return `one commit ${push ? 'pushed to' : 'on'} branch ${branch}`;
}

export const CHANGE_HEAD = ['File', 'Key', 'Before', 'After'] as const;

export function changeRows(changes: readonly DesiredChange[]): readonly (readonly string[])[] {
  return changes.map(({ file, key, before, after }) => [file, key, before ?? '', after]);
}

export const DELIVERY_HEAD = ['Workload', 'Project', 'Deployed by', 'State', 'Revision'] as const;

/** One row for each workload that Argo CD or Flux rolled out. */
export function deliveryRows(images: readonly ImageReport[]): readonly (readonly string[])[] {
  const rows = images.flatMap(({ rollouts }) =>
    rollouts.flatMap(({ workload, deliveredBy }) =>
      deliveredBy === undefined
        ? []
        : [
            [
              workloadText(workload),
              workload.project,
              deliveredBy.owner,
              deliveredBy.state ?? 'not readable',
              deliveredBy.revision ?? '',
            ],
          ],
    ),
  );
  // a workload may run several of the images
  return [...new Map(rows.map((row) => [row.join('\n'), row])).values()];
}
