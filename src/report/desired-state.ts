import type { CommitPlan, CommitReport, DesiredChange } from '../core/ports/gitops.ts';
import { workloadText } from '../core/progress-text.ts';
import type { ImageReport } from '../core/report.ts';

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
