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
